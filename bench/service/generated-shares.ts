import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DAY_MS } from "../../primitives/durations.ts";
import { hashSecret, newToken } from "../../service/identity/tokens.ts";
import { DamagedFiles } from "../../service/store/lowdb/damaged-files.ts";
import type { IndexedMeta } from "../../service/store/lowdb/index-record.ts";
import { formatLine, seedOf } from "../../service/store/lowdb/journal-line.ts";
import { Reserve } from "../../service/store/lowdb/reserve.ts";
import { journalName } from "../../service/store/lowdb/share-files.ts";
import { headRecord } from "../../service/store/lowdb/share-record.ts";
import { StoreIndex } from "../../service/store/lowdb/store-index.ts";

/** Whose the shares are: each owner has as many as there are owners in each of the organisations. */
export const OWNERS = 1_000;
export const ORGS = 10;
/** How many files are written at once. */
const AT_ONCE = 64;

/** Fills a data folder with shares, through the store's own index; their journals hold only a title. */
export async function generateShares(dataDir: string, count: number): Promise<readonly IndexedMeta[]> {
  const shares = Array.from({ length: count }, (_, number) => generated(number));
  const folder = join(dataDir, "shares");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (let from = 0; from < count; from += AT_ONCE)
    await Promise.all(shares.slice(from, from + AT_ONCE).map((share) => writeJournal(folder, share)));
  const reserve = new Reserve(join(dataDir, "reserve"), open);
  const index = new StoreIndex({
    dataDir,
    open,
    reserve,
    damaged: new DamagedFiles({ dataDir }),
    onClosed: () => {},
  });
  await index.update((ledger) => {
    for (const share of shares) ledger.add(share);
  });
  for (const { shareId } of shares) await index.noteWritten(shareId, 1);
  await index.close();
  return shares;
}

/** As many organisations share all owners. */
export function ownerOf(number: number): { readonly org: string; readonly id: string } {
  return { org: `org-${number % ORGS}`, id: `user-${number % OWNERS}` };
}

const BEGUN = Date.UTC(2026, 0, 1);
const MONTH_MS = 30 * DAY_MS;

function generated(number: number): IndexedMeta {
  const { org, id } = ownerOf(number);
  return {
    shareId: newToken(),
    sessionId: `ses_${number}`,
    secretHash: hashSecret(newToken()),
    audience: "org",
    mode: "live",
    createdAt: BEGUN + number * 1_000,
    expiresAt: Date.now() + MONTH_MS + ((number * 7_919) % 100_000) * 1_000,
    owner: { id, name: `Person ${id}` },
    org,
  };
}

async function writeJournal(folder: string, { shareId, sessionId }: IndexedMeta): Promise<void> {
  const head = headRecord({ title: `Work on ${sessionId}`, forgotten: 0 });
  const line = formatLine(seedOf(journalName(shareId)), 1, head);
  await writeFile(join(folder, `${shareId}.jsonl`), line, { mode: 0o600 });
}
