import type { UsageRow } from "../../protocol/admin.ts";
import { type ListedShare, NEVER_OPENED, type ShareStore } from "../store/store.ts";
import { unlessGone } from "./share-directory.ts";

/** How many shares are measured at once. */
const AT_ONCE = 32;

/** What shares come to, by organisation and owner, the largest first. */
export async function usageOf(
  store: ShareStore,
  pages: AsyncIterable<readonly ListedShare[]>,
): Promise<UsageRow[]> {
  const rows = new Map<string, UsageRow>();
  for await (const shares of pages)
    for (let start = 0; start < shares.length; start += AT_ONCE) {
      const some = shares.slice(start, start + AT_ONCE);
      for (const row of await Promise.all(some.map((share) => measured(store, share)))) {
        const name = JSON.stringify([row.org, row.owner]);
        rows.set(name, sum(rows.get(name), row));
      }
    }
  return [...rows.values()].sort((a, b) => b.bytes - a.bytes || b.shares - a.shares);
}

async function measured(store: ShareStore, { shareId, org, owner }: ListedShare): Promise<UsageRow> {
  const { count } = await unlessGone(store.opens(shareId), NEVER_OPENED);
  const bytes = await unlessGone(store.footprint(shareId), 0);
  return { org: org ?? null, owner: owner?.id ?? null, shares: 1, bytes, opens: count };
}

function sum(before: UsageRow | undefined, row: UsageRow): UsageRow {
  if (!before) return row;
  return {
    ...row,
    shares: before.shares + row.shares,
    bytes: before.bytes + row.bytes,
    opens: before.opens + row.opens,
  };
}
