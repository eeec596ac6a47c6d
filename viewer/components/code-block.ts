/** Gives each code block a bar with its language and a copy button. */
export function dressCode(nodes: DocumentFragment): void {
  for (const pre of nodes.querySelectorAll("pre")) {
    const language = /language-(\S+)/.exec(pre.firstElementChild?.className ?? "")?.[1];
    const frame = create("div", "code");
    frame.dir = "ltr";
    const bar = create("div", "code-bar");
    const button = create("button", "copy");
    button.type = "button";
    button.dataset.copyCode = "";
    button.append("Copy");
    button.ariaLabel = "Copy code";
    const label = create("span", "language");
    label.append(language ?? "text");
    bar.append(label, button);
    pre.replaceWith(frame);
    pre.tabIndex = 0;
    frame.append(bar, pre);
  }
}

/** The code that a click on a copy button means; undefined when it was another click. */
export function codeToCopy(
  event: Event,
): { readonly text: string; readonly button: HTMLElement } | undefined {
  const button = event.target instanceof Element ? event.target.closest("[data-copy-code]") : null;
  if (!(button instanceof HTMLElement)) return undefined;
  return { text: button.closest(".code")?.querySelector("pre")?.textContent ?? "", button };
}

function create<T extends keyof HTMLElementTagNameMap>(tag: T, name: string): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
