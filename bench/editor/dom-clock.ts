import type { Page } from "playwright-core";
import { until } from "../until.ts";

/** The text that marks write number `write`; it stands in nothing else. */
export const markOf = (write: number) => `write-${write}-ends`;

/** Tells when each mark appeared in a page's document, by the page's own clock, which is that of the machine. */
export class DomClock {
  /** By write, ms since 1970. */
  readonly #seenAt: number[] = [];

  /** Begins to watch; the page shows the share already. */
  static async start(page: Page): Promise<DomClock> {
    const clock = new DomClock();
    await page.exposeFunction("tellBench", (at: number) => clock.#seenAt.push(at));
    await page.evaluate(watchMarks);
    return clock;
  }

  /** When the mark of this write appeared, once it has; writes are numbered from 0, and appear in order. */
  async seen(write: number): Promise<number> {
    await until(() => this.#seenAt.length > write);
    return this.#seenAt[write] ?? Number.NaN;
  }
}

/** Runs in the page. */
function watchMarks(): void {
  const { tellBench } = window as unknown as { tellBench(at: number): void };
  let next = 0;
  const look = () => {
    const at = Date.now();
    const text = document.body.textContent ?? "";
    for (; text.includes(`write-${next}-ends`); next++) tellBench(at);
  };
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
  });
}
