import { join } from "node:path";
import type { Browser } from "playwright-core";

/** Takes pictures of all open pages after each test of the group that failed, if the environment names a folder for SCREENSHOTS. */
export function takeFailurePictures(browser: () => Browser | undefined): void {
  afterEach(async function () {
    const folder = process.env.SCREENSHOTS;
    if (this.currentTest?.state !== "failed" || !folder) return;
    const pages = browser()
      ?.contexts()
      .flatMap((context) => context.pages());
    for (const [index, page] of (pages ?? []).entries())
      await page.screenshot({ path: join(folder, `${this.currentTest.title} ${index}.png`) });
  });
}
