/** How near to the end a reader counts as being there, px. */
const NEAR_END = 64;

/**
 * The reader's place in the window. Whoever is at the end stays at the end as it moves on; everyone else keeps their
 * place and is told that there are news.
 */
export class ScrollAnchor {
  /** There is something new below, and the reader is elsewhere. */
  hasNews = false;
  readonly #onDidChange: () => void;
  #wasComplete = false;
  #seen: unknown;

  /** `onDidChange` is called when the reader has come to the end by themselves. */
  constructor(onDidChange: () => void) {
    this.#onDidChange = onDidChange;
    addEventListener("scroll", () => this.#noticeEnd(), { passive: true });
  }

  /**
   * Draws, and puts the reader where they belong; `latest` is the last thing to read, another object when it changed.
   * Until `isComplete`, what comes is no news: it was there before.
   */
  keep(latest: unknown, isComplete: boolean, draw: () => void): void {
    const isNews = this.#wasComplete && latest !== this.#seen;
    const follows = isNews && isAtEnd();
    if (isNews && !follows) this.hasNews = true;
    this.#seen = latest;
    this.#wasComplete = isComplete;
    draw();
    if (follows) this.jumpToEnd();
  }

  jumpToEnd(): void {
    scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
  }

  #noticeEnd(): void {
    if (!this.hasNews || !isAtEnd()) return;
    this.hasNews = false;
    this.#onDidChange();
  }
}

function isAtEnd(): boolean {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight < NEAR_END;
}
