import { referenceOf } from "../reference.ts";
import { type Verified, withProblem } from "../verified.ts";
import { journalName, type ShareFiles } from "./share-files.ts";
import { ShareLedger } from "./share-ledger.ts";
import type { ShareRemovals } from "./share-removals.ts";
import type { StoreIndex } from "./store-index.ts";
import { verifyJournal } from "./verify-journal.ts";

export interface StoreToVerify {
  readonly index: StoreIndex;
  readonly files: ShareFiles;
  readonly removals: ShareRemovals;
}

/** `ShareStore.verify`: the index first, then every share that it knows, then files that it does not know. */
export async function* verifyStore(store: StoreToVerify): AsyncGenerator<Verified> {
  const { index, files } = store;
  yield await index.verify();
  const shareIds = await index.peek(({ entries }) => [...entries.keys()]);
  for (const shareId of shareIds) {
    const found = await verifyShare(store, shareId);
    if (found) yield found;
  }
  const isKnown = await index.peek(
    ({ entries }) =>
      (shareId: string) =>
        entries.has(shareId),
  );
  const problem = "the index does not know whose file this is: delete it, or bring back an index that does";
  for (const shareId of await files.strangers(isKnown))
    yield { name: referenceOf(shareId), records: 0, problem };
}

/** Undefined for a share that is gone, maybe since it was looked at, with all that it had. */
async function verifyShare(
  { files, removals }: StoreToVerify,
  shareId: string,
): Promise<Verified | undefined> {
  const name = referenceOf(shareId);
  const entry = await removals.entry(shareId);
  if (entry?.state === "gone" && files.remains(shareId))
    return { name, records: 0, problem: "it has ended, but deleting its file failed and is tried again" };
  if (entry?.state !== "live") return undefined;
  const ledger = new ShareLedger();
  const found = await verifyJournal({
    path: files.path(shareId),
    name: journalName(shareId),
    title: name,
    expects: entry.written,
    replay: (json, place) => ledger.replay(json, place),
  });
  const now = await removals.entry(shareId);
  if (now?.state !== "live") return undefined;
  const why = `only its owner and admins may read it: ${now.closed?.replaceAll(" ", ", ")}`;
  return files.addDamage(now.closed ? withProblem(found, why) : found, shareId);
}
