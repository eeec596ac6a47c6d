import type { Locator, Page } from "playwright-core";
import { insist } from "./insist.ts";

/** The activity bar's “OpenCode Share”, as a person sees and uses it. */
export class ShareViews {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(): Promise<void> {
    await this.#page.locator(".activitybar a.action-label[aria-label^='OpenCode Share']").click();
    await this.view("Sessions").waitFor();
  }

  /** Unfolds a view that is folded at first. */
  async unfold(name: "Opened"): Promise<void> {
    const header = this.view(name).locator(".pane-header");
    if ((await header.getAttribute("aria-expanded")) === "false") await header.click();
    await this.view(name).locator(".pane-header[aria-expanded=true]").waitFor();
  }

  /** One of the views: its header and what is below. */
  view(name: "Sessions" | "Shares" | "Opened"): Locator {
    return this.#page.locator(".pane", { has: this.#page.locator(`.pane-header[aria-label^="${name}"]`) });
  }

  /** A row of a view by a text in it. */
  row(view: "Sessions" | "Shares" | "Opened", text: string): Locator {
    return this.view(view).locator(".monaco-list-row", { hasText: text });
  }

  /** The button of an empty view. */
  button(view: "Sessions" | "Shares" | "Opened", label: string): Locator {
    return this.view(view).locator(".monaco-button", { hasText: label });
  }

  /** Clicks an inline action of a row, which moves when others come: then a person points at it again. */
  async act(row: Locator, action: string, outcome: Outcome): Promise<void> {
    await this.#click(row, row.locator(`.actions .action-label[aria-label^="${action}"]`), outcome);
  }

  /** Clicks an action in a view's title. */
  async actOnView(view: "Sessions" | "Shares" | "Opened", action: string, outcome: Outcome): Promise<void> {
    const button = this.view(view).locator(`.pane-header .action-label[aria-label^="${action}"]`);
    await this.#click(this.view(view), button, outcome);
  }

  /** While a click leads to nothing, it is made again: a busy window loses some. */
  async #click(pointedAt: Locator, button: Locator, outcome: Outcome): Promise<void> {
    let isAgain = false;
    await insist(async (timeout) => {
      if (isAgain && (await isTrue(outcome))) return;
      isAgain = true;
      await pointedAt.hover({ timeout });
      await button.click({ timeout });
      await outcome({ timeout });
    });
  }
}

/** What a click leads to; rejects when that has not come after `timeout` ms. */
type Outcome = (options: { readonly timeout: number }) => Promise<void>;

export const appears =
  (what: Locator): Outcome =>
  (options) =>
    what.waitFor(options);

export const disappears =
  (what: Locator): Outcome =>
  (options) =>
    what.waitFor({ state: "detached", ...options });

const isTrue = (outcome: Outcome): Promise<boolean> =>
  outcome({ timeout: 1 }).then(
    () => true,
    () => false,
  );
