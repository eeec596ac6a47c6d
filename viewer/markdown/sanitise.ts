import createDomPurify, { type DOMPurify } from "dompurify";
import { isInlineImage } from "./blocks.ts";
import { isWebLink } from "./links.ts";

const TAGS = [
  ...["p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li"],
  ...["pre", "code", "em", "strong", "s", "del", "a", "img"],
  ...["table", "thead", "tbody", "tr", "th", "td"],
];
const ATTRIBUTES = ["href", "src", "alt", "title", "start", "class"];
const CLASS = /^(?:language-[\w+#.-]+|align-(?:left|center|right)|task-(?:open|done))$/;

/** Lets only what Markdown makes into a document: known tags, web links, inline raster images. */
export class Sanitiser {
  readonly #purify: DOMPurify;

  constructor(window: Window & typeof globalThis) {
    this.#purify = createDomPurify(window);
    this.#purify.addHook("afterSanitizeAttributes", restrict);
  }

  /** The nodes of some HTML, harmless whatever it says. */
  sanitise(html: string): DocumentFragment {
    return this.#purify.sanitize(html, {
      ALLOWED_TAGS: TAGS,
      ALLOWED_ATTR: ATTRIBUTES,
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
  }
}

function restrict(element: Element): void {
  const names = element.getAttribute("class");
  if (names !== null && !CLASS.test(names)) element.removeAttribute("class");
  if (element.localName === "img") restrictImage(element);
  else element.removeAttribute("src");
  if (element.localName === "a") restrictLink(element);
  else element.removeAttribute("href");
}

function restrictImage(image: Element): void {
  if (!isInlineImage(image.getAttribute("src") ?? "")) image.remove();
}

function restrictLink(link: Element): void {
  const href = link.getAttribute("href") ?? "";
  if (!isWebLink(href)) {
    link.removeAttribute("href");
    return;
  }
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer");
}
