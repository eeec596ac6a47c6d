import type { CopyForm } from "../../protocol/panel.ts";
import { turnMarkdown } from "../model/turn-markdown.ts";
import type { Turn } from "../model/turns.ts";

/** What is known of messages by their ids. */
export interface Messages {
  turn(id: string): Turn | undefined;
  linkTo(id: string): string;
}

/** Remembers which message a right click was on: the editor's menu, which is not in the page, does something with it. */
export class ChosenMessage {
  readonly #of: Messages;
  #element: HTMLElement | undefined;

  constructor(root: HTMLElement, of: Messages) {
    this.#of = of;
    root.addEventListener("contextmenu", ({ target }) => {
      const element = target instanceof Element ? target.closest<HTMLElement>("article") : null;
      this.#element = element ?? undefined;
    });
  }

  /** Undefined when there is no such message (any more). */
  copy(form: CopyForm): string | undefined {
    const { messageId, nestedMessageId } = this.#element?.dataset ?? {};
    const turn = this.#of.turn(nestedMessageId ?? messageId ?? "");
    if (!turn || !this.#element) return undefined;
    if (form === "link") return this.#of.linkTo(turn.id);
    return form === "markdown" ? turnMarkdown(turn) : shownText(this.#element);
  }
}

/** What is read in an element, folded or not, without its heading and the words of its buttons. */
function shownText(element: HTMLElement): string {
  const copy = element.cloneNode(true) as HTMLElement;
  for (const part of copy.querySelectorAll("button, .turn-heading")) part.remove();
  for (const details of copy.querySelectorAll("details")) details.open = true;
  // Only what is laid out has lines.
  copy.classList.add("off-screen");
  document.body.append(copy);
  const text = copy.innerText;
  copy.remove();
  return `${text.trim()}\n`;
}
