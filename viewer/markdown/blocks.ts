import Markdown, { type MarkdownIt, type Token } from "markdown-it";
import { flattenDeepBlocks } from "./deep-blocks.ts";
import { isLikeWebLink, isWebLink } from "./links.ts";
import { markTasks } from "./task-lists.ts";
import { allowUnspacedEmphasis } from "./unspaced-emphasis.ts";

/** Renders Markdown to blocks of HTML, one for each top-level element, so that a growing text changes only its last ones. */
export class MarkdownRenderer {
  readonly #markdown = createMarkdown();

  /** HTML that still has to pass `sanitise` before it meets a document. */
  render(text: string): readonly string[] {
    const env = {};
    const tokens = this.#markdown.parse(text, env);
    return topLevel(tokens).map((block) =>
      this.#markdown.renderer.render(block, this.#markdown.options, env),
    );
  }
}

function createMarkdown(): MarkdownIt {
  const markdown = new Markdown({ html: false, linkify: true, typographer: false });
  // Without a scheme nearly every file name (README.md, main.rs) looks like a host.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
  // What is no link after all stays as it is written, so that a reader sees where it would have led.
  const isValid = markdown.validateLink;
  markdown.validateLink = (href) => isValid(href) && (!isLikeWebLink(href) || isWebLink(href));
  flattenDeepBlocks(markdown);
  allowUnspacedEmphasis(markdown);
  markTasks(markdown);
  markdown.renderer.rules.image = (tokens, index) => {
    const token = tokens[index];
    const source = String(token?.attrGet("src") ?? "");
    const label = markdown.utils.escapeHtml(token?.content || source);
    const address = markdown.utils.escapeHtml(source);
    return isInlineImage(source)
      ? `<img src="${address}" alt="${label}">`
      : `<a href="${address}">${label}</a>`;
  };
  markdown.renderer.rules.fence = (tokens, index) => {
    const { info = "", content = "" } = tokens[index] ?? {};
    return codeBlock(content, /^[\w+#.-]+/.exec(info.trim())?.[0]);
  };
  markdown.renderer.rules.code_block = (tokens, index) => codeBlock(tokens[index]?.content ?? "", undefined);
  markdown.core.ruler.push("alignment", (state) => {
    for (const token of state.tokens) replaceAlignment(token);
  });
  return markdown;

  function codeBlock(content: string, language: string | undefined): string {
    const label = language ? ` class="language-${markdown.utils.escapeHtml(language)}"` : "";
    return `<pre><code${label}>${markdown.utils.escapeHtml(content)}</code></pre>`;
  }
}

/** The raster images that may stand inside a text: nothing that is fetched, nothing that can hold script. */
export function isInlineImage(source: string): boolean {
  return /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*$/i.test(source);
}

/** A style attribute would not pass the page's content policy. */
function replaceAlignment(token: Token): void {
  const align = /text-align:(left|center|right)/.exec(String(token.attrGet("style") ?? ""))?.[1];
  if (align) token.attrs = [["class", `align-${align}`]];
}

function topLevel(tokens: readonly Token[]): readonly Token[][] {
  const blocks: Token[][] = [];
  let block: Token[] = [];
  for (const token of tokens) {
    block.push(token);
    if (token.level === 0 && token.nesting !== 1) {
      blocks.push(block);
      block = [];
    }
  }
  return block.length > 0 ? [...blocks, block] : blocks;
}
