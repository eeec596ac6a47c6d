import { anchorTarget } from "../protocol/anchor.ts";
import { subAgentPath } from "./model/sub-agent-path.ts";
import type { SubAgents } from "./model/sub-agents.ts";

/** The attributes that say which message or part an element is. */
const KINDS = ["message", "nested-message", "part", "nested-part"];
/** What a reader does who wants to go elsewhere. */
const OWN_WAYS = ["wheel", "touchstart", "pointerdown", "keydown"] as const;

/**
 * Takes a reader to the message or part that a link leads to: unfolds what hides it, marks it, and keeps it in view while the
 * conversation is being built up around it, unless the reader goes elsewhere.
 */
export class Arrival {
  readonly #root: HTMLElement;
  readonly #onDidMiss: () => void;
  /** The id of what is looked for, or kept in view. */
  #wanted: string | undefined;
  #marked: HTMLElement | undefined;
  /** Nothing more is coming for now. */
  #isComplete = false;

  /**
   * `onDidUnfold` is called when what was folded has opened on the way: there is more to be drawn. `onDidMiss` is called, once
   * for each `goTo`, when all is drawn and what was looked for is not there.
   */
  constructor(root: HTMLElement, onDidUnfold: () => void, onDidMiss: () => void) {
    this.#root = root;
    this.#onDidMiss = onDidMiss;
    root.addEventListener("toggle", () => this.#wanted !== undefined && onDidUnfold(), { capture: true });
    for (const way of OWN_WAYS)
      addEventListener(
        way,
        () => {
          if (this.#marked || this.#isComplete) this.#wanted = undefined;
        },
        { passive: true },
      );
  }

  /** Begins with the next drawing. */
  goTo(anchor: string): void {
    this.#wanted = anchorTarget(anchor);
    this.#mark(undefined);
  }

  /** Told after each drawing. */
  onDidDraw(isComplete: boolean, subAgents: SubAgents): void {
    this.#isComplete = isComplete;
    if (this.#wanted === undefined) return;
    const target = this.#find(this.#wanted);
    if (target) this.#show(target);
    const isOnTheWay = !target && this.#unfold(subAgentPath(this.#wanted, subAgents));
    if (!isComplete || isOnTheWay) return;
    this.#wanted = undefined;
    if (!target) this.#onDidMiss();
  }

  #find(id: string): HTMLElement | undefined {
    const selector = KINDS.map((kind) => `[data-${kind}-id="${id}"]`).join();
    const found = this.#root.querySelector<HTMLElement>(selector);
    return found?.closest("[hidden]") ? undefined : (found ?? undefined);
  }

  #show(target: HTMLElement): void {
    unfoldAround(target);
    if (target !== this.#marked) this.#mark(target);
    target.scrollIntoView({ block: "start", behavior: "instant" });
  }

  /** Unfolds the innermost sub-agent that is there, which draws what is in it; false when there is none. */
  #unfold(path: readonly string[]): boolean {
    const agents = path.map((id) => this.#root.querySelector<HTMLElement>(`[data-sub-agent="${id}"]`));
    const innermost = agents.filter((agent) => agent !== null).pop();
    if (innermost) unfoldAround(innermost);
    return innermost !== undefined;
  }

  /** Reading goes on from there, also for who listens. */
  #mark(target: HTMLElement | undefined): void {
    this.#marked?.removeAttribute("data-target");
    this.#marked = target;
    if (!target) return;
    target.setAttribute("data-target", "");
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
}

/** Unfolds whatever holds an element, and the element. */
function unfoldAround(element: HTMLElement): void {
  for (let at: Element | null = element; at; at = at.parentElement)
    if (at instanceof HTMLDetailsElement) at.open = true;
}
