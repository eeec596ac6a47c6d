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

  /**
   * Clicks an inline action of a row, which moves when others come: then a person points at it again.
   * @param outcome what the click leads to; while that does not come, it is clicked again
   */
  async act(row: Locator, action: string, outcome?: Locator): Promise<void> {
    const button = row.locator(`.actions .action-label[aria-label^="${action}"]`);
    await insist(async (timeout) => {
      if (await outcome?.isVisible()) return;
      await row.hover({ timeout });
      await button.click({ timeout });
      await outcome?.waitFor({ timeout });
    });
  }

  /** Clicks an action in a view's title. */
  async actOnView(view: "Sessions" | "Shares" | "Opened", action: string): Promise<void> {
    await this.view(view).hover();
    await this.view(view).locator(`.pane-header .action-label[aria-label^="${action}"]`).click();
  }
}
