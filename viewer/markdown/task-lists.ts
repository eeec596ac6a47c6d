import type { MarkdownIt, Token } from "markdown-it";

/** Gives list items that begin with `[ ]` or `[x]` the class `task-open` or `task-done` instead. */
export function markTasks(markdown: MarkdownIt): void {
  markdown.core.ruler.after("inline", "tasks", ({ tokens }) => {
    for (const [index, token] of tokens.entries()) {
      const item = tokens[index - 2];
      const isFirst = token.type === "inline" && tokens[index - 1]?.type === "paragraph_open";
      if (isFirst && item?.type === "list_item_open") markTask(item, token.children ?? []);
    }
  });
}

function markTask(item: Token, [first, ...rest]: readonly Token[]): void {
  const words = first?.type === "text" ? first.content : "";
  const [mark, state] = /^\[([ xX])\](?:\s+|$)/.exec(words) ?? [];
  if (!first || mark === undefined || (mark.length === words.length && rest.length === 0)) return;
  first.content = words.slice(mark.length);
  item.attrSet("class", state === " " ? "task-open" : "task-done");
}
