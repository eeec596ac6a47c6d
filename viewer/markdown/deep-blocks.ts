import type { MarkdownIt } from "markdown-it";

/**
 * How deep quotes and lists stand in each other at most, in levels of tokens: a quote is one, a list with its item two. So much
 * leaves room for words on the narrowest phone.
 */
const DEEPEST = 16;

/**
 * Shows what stands deeper line by line, as it was written. markdown-it itself leaves out what is deeper than its
 * `maxNesting`, with whatever comes after it.
 */
export function flattenDeepBlocks(markdown: MarkdownIt): void {
  markdown.block.ruler.before("table", "deep", (state, startLine, endLine, isProbe) => {
    if (state.level < DEEPEST || isProbe) return false;
    let line = startLine;
    // A list's lines end where one is less indented.
    for (; line < endLine && (state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent); line++) {
      const content = state.getLines(line, line + 1, state.blkIndent, false).trim();
      if (content === "") continue;
      state.push("paragraph_open", "p", 1).map = [line, line + 1];
      const inline = state.push("inline", "", 0);
      inline.content = content;
      inline.map = [line, line + 1];
      inline.children = [];
      state.push("paragraph_close", "p", -1);
    }
    state.line = line;
    return true;
  });
}
