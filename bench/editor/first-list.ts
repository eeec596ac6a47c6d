import type { Page } from "playwright-core";
import { ShareViews } from "../../test/driver/share-views.ts";

/** From the click that opens the views to the first session in the document, ms by the page's own clock. */
export async function firstListMs(page: Page): Promise<number> {
  await page.evaluate(watchFirstRow);
  await new ShareViews(page).open();
  await page.waitForFunction(() => (window as unknown as Watching).benchFirstRow !== undefined);
  return page.evaluate(() => (window as unknown as Watching).benchFirstRow ?? Number.NaN);
}

/** Shows the files again. */
export async function leaveViews(page: Page): Promise<void> {
  await page.locator(".activitybar a.action-label[aria-label^='Explorer']").click();
}

interface Watching {
  benchFirstRow?: number;
}

/** Runs in the page. */
function watchFirstRow(): void {
  const row = '.pane:has(.pane-header[aria-label^="Sessions"]) .monaco-list-row';
  let clickedAt: number | undefined;
  const noteClick = () => {
    clickedAt = performance.now();
  };
  document.addEventListener("mousedown", noteClick, { capture: true, once: true });
  const observer = new MutationObserver(() => {
    if (clickedAt === undefined || !document.querySelector(row)) return;
    observer.disconnect();
    (window as unknown as Watching).benchFirstRow = performance.now() - clickedAt;
  });
  observer.observe(document.body, { subtree: true, childList: true });
}
