import { setImmediate as nextTurn } from "node:timers/promises";
import { cursorOf, parseCursor } from "../shares/share-cursor.ts";
import type { ListedShare, ShareScope, ShareStore } from "../store/store.ts";

/** How many shares are looked at in one go, so that others are served in between. */
const PAGE = 500;

/** All living shares of a scope, the newest first, page by page. */
export async function* allShares(
  store: ShareStore,
  scope: ShareScope = {},
): AsyncIterable<readonly ListedShare[]> {
  let page = await store.list({ ...scope, limit: PAGE });
  for (;;) {
    yield page;
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    await nextTurn();
    page = await store.list({ ...scope, after: parseCursor(cursorOf(last)), limit: PAGE });
  }
}
