import type { Locator, Page } from "playwright-core";

/** VS Code's page of a walkthrough, with its steps. */
export class Walkthrough {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** A step by its title, when it is ticked off or still open. */
  step(title: string, state: "done" | "open"): Locator {
    const tick = this.#page.locator(state === "done" ? ".codicon.complete" : ".codicon:not(.complete)");
    return this.#page.locator(".getting-started-step").filter({ hasText: title }).filter({ has: tick });
  }

  /** Opens a step and presses its button. */
  async act(title: string, button: string): Promise<void> {
    const step = await this.open(title);
    await step.getByRole("button", { name: button, exact: true }).click();
  }

  /** Opens a step if it is not open yet. */
  async open(title: string): Promise<Locator> {
    const step = this.#page.locator(".getting-started-step").filter({ hasText: title });
    if ((await step.getAttribute("aria-expanded")) !== "true") await step.click();
    return step;
  }
}
