/** What has a direction of its own, by what it says. What is inside it takes the direction of each paragraph, by its style. */
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, blockquote, table";

/** Lets each block of a text run the way its words do. A list's items stand each for themselves, with their markers. */
export function directText(nodes: DocumentFragment): void {
  for (const block of nodes.querySelectorAll<HTMLElement>(`${BLOCKS}, li`))
    if (block.localName === "li" || !block.parentElement?.closest(`${BLOCKS}, li`)) block.dir = "auto";
}
