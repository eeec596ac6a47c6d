import type { Page } from "playwright-core";
import { ShareViews } from "../../test/driver/share-views.ts";

/** From the click that opens the views to the first session in the document, ms by the page's own clock. */
export async function firstListMs(page: Page): Promise<number> {
  await page.evaluate(watchFirstRow);
  await new ShareViews(page).open();
  return page.evaluate(() => (window as unknown as Watching).benchFirstRow);
}

/** Hides the views again, since a window opens anew as it was left. */
export async function leaveViews(page: Page): Promise<void> {
  await page.locator(".activitybar a.action-label[aria-label^='Explorer']").click();
}

interface Watching {
  benchFirstRow: Promise<number>;
}

/** Runs in the page. */
function watchFirstRow(): void {
  const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';
  let clickedAt: number | undefined;
  document.addEventListener("mousedown", () => (clickedAt = performance.now()), {
    capture: true,
    once: true,
  });
  (window as unknown as Watching).benchFirstRow = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (clickedAt === undefined || !document.querySelector(row)) return;
      observer.disconnect();
      resolve(performance.now() - clickedAt);
    });
    observer.observe(document.body, { subtree: true, childList: true });
  });
}
