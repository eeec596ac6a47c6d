import { MarkdownRenderer } from "../markdown/blocks.ts";
import { Sanitiser } from "../markdown/sanitise.ts";

/** What the sanitiser's test calls inside the browser. */
declare global {
  interface Window {
    /** Puts sanitised HTML into the document and says what it became. */
    showHtml(html: string): string;
    showMarkdown(text: string): string;
  }
}

const sanitiser = new Sanitiser(window);
const renderer = new MarkdownRenderer();
const place = document.body.appendChild(document.createElement("main"));

window.showHtml = (html) => {
  place.replaceChildren(sanitiser.sanitise(html));
  return place.innerHTML;
};
window.showMarkdown = (text) => window.showHtml(renderer.render(text).join(""));
