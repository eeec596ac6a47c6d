/** Gives each task of a list a box that shows whether it is done, and that nobody can change. */
export function dressTasks(nodes: DocumentFragment): void {
  for (const item of nodes.querySelectorAll(".task-open, .task-done")) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.disabled = true;
    // The attribute: it outlives copies of the element, and a page that is kept.
    box.toggleAttribute("checked", item.classList.contains("task-done"));
    box.ariaLabel = box.defaultChecked ? "Done" : "To do";
    const first = item.firstElementChild;
    (first?.localName === "p" ? first : item).prepend(box, " ");
  }
}
