import type { Page } from "playwright-core";

/** Tells the provider, on its own page, who one is. */
export async function answerProvider(page: Page, person: string): Promise<void> {
  await page.getByRole("heading", { name: "Who are you?" }).waitFor();
  await page.getByRole("button", { name: person, exact: true }).click();
}

/** Follows a page's “Sign in” to the provider, and tells it who one is; it leads back to the page. */
export async function signInAs(page: Page, person: string): Promise<void> {
  await page.getByRole("link", { name: "Sign in" }).click();
  await answerProvider(page, person);
}
