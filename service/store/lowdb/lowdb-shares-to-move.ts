import { placeBatch } from "../contents/placed-batch.ts";
import type { KeptContents, KeptLiveShare, KeptShare, MovableShares } from "../kept-share.ts";
import type { ReadEntry } from "../reading.ts";
import type { StoredEntry } from "../store.ts";
import type { Journal } from "./journal.ts";
import type { LiveJournals } from "./live-journals.ts";
import type { OpenShares } from "./open-shares.ts";
import type { Reserve } from "./reserve.ts";
import type { ShareFiles } from "./share-files.ts";
import type { ShareLedger } from "./share-ledger.ts";
import type { ShareRemovals } from "./share-removals.ts";
import type { ShareTitles } from "./share-titles.ts";
import type { StoreIndex } from "./store-index.ts";

/** How much is written down at a time, about, in bytes. */
const STEP_BYTES = 4 * 1024 * 1024;

export interface LowdbSharesToMoveDeps {
  readonly index: StoreIndex;
  readonly files: ShareFiles;
  readonly shares: OpenShares;
  readonly titles: ShareTitles;
  readonly removals: ShareRemovals;
  readonly journals: LiveJournals;
  readonly reserve: Reserve;
}

/** The shares of a data folder as they move. */
export class LowdbSharesToMove implements MovableShares {
  readonly #deps: LowdbSharesToMoveDeps;

  constructor(deps: LowdbSharesToMoveDeps) {
    this.#deps = deps;
  }

  async *ids(): AsyncGenerator<string> {
    const known = await this.#deps.index.peek(({ entries }) => [...entries.keys()]);
    yield* [...new Set([...known, ...(await this.#deps.files.ids())])].sort();
  }

  async kept(shareId: string): Promise<KeptShare | undefined> {
    const { index, titles, journals } = this.#deps;
    const entry = await index.entry(shareId);
    if (entry?.state !== "live") return entry;
    const title = await titles.of(entry);
    const contents = await journals.read(
      shareId,
      (contents) => ({ view: contents.whole(), historyStartsAt: contents.historyStartsAt }),
      (readings, { view, historyStartsAt }, end): KeptContents => ({
        ...readings.read(view, end),
        historyStartsAt,
      }),
    );
    const { isRetitled: _, ...meta } = entry.meta;
    const { version, opens = NEVER, closed } = entry;
    return {
      ...{ state: "live", meta: { ...meta, title }, version, opens, contents },
      ...(closed ? { isClosed: true } : {}),
    };
  }

  /** The share counts when the index says so, last of all: a file without it is nobody's. */
  async takeOver(shareId: string, share: KeptShare | undefined): Promise<void> {
    const { index, files, titles, removals } = this.#deps;
    if (await index.entry(shareId)) await index.update((ledger) => ledger.drop(shareId));
    titles.forget(shareId);
    if ((await files.size(shareId)) !== undefined) await removals.removeFile(shareId);
    if (!share) return;
    if (share.state === "gone") return index.update((ledger) => ledger.takeOver(shareId, share));
    const written = await this.#write(shareId, share);
    const { meta, version, opens } = share;
    const { title, ...indexed } = meta;
    const entry = { state: "live", meta: indexed, version, opens, written } as const;
    await index.update((ledger) => ledger.takeOver(shareId, entry));
    titles.note(shareId, title);
  }

  /** Writes a share's own journal; answers the number of its last record. */
  async #write(shareId: string, { meta: { title }, contents }: KeptLiveShare): Promise<number> {
    const { files, shares, reserve } = this.#deps;
    await reserve.assertWhole();
    await files.create(shareId);
    return shares.use(shareId, async (share) => {
      const { revision, historyStartsAt } = contents;
      await share.update((ledger) => ledger.takeOver({ title, revision, forgotten: historyStartsAt }));
      const deletions: Deleted[] = [];
      const step = new StepsOf(share);
      for await (const entry of contents.entries())
        if ("deleted" in entry) deletions.push(entry);
        else await step.add(entry.revision, { key: entry.key, content: await whole(entry) });
      // The oldest first, as they are forgotten.
      for (const { key, revision } of deletions.sort((a, b) => a.revision - b.revision))
        await step.add(revision, { key, deleted: true });
      await step.write();
      return share.lastSeq;
    });
  }
}

type Deleted = Extract<ReadEntry, { readonly deleted: true }>;
const NEVER = { count: 0, lastAt: null };

/** Entries that go into a journal, those of the same revision that follow each other in one record. */
class StepsOf {
  readonly #share: Journal<ShareLedger>;
  #steps: { readonly revision: number; readonly entries: StoredEntry[] }[] = [];
  #bytes = 0;

  constructor(share: Journal<ShareLedger>) {
    this.#share = share;
  }

  async add(revision: number, entry: StoredEntry): Promise<void> {
    const last = this.#steps.at(-1);
    if (last?.revision === revision) last.entries.push(entry);
    else this.#steps.push({ revision, entries: [entry] });
    this.#bytes += entry.key.length + ("content" in entry ? entry.content.length : 0);
    if (this.#bytes > STEP_BYTES) await this.write();
  }

  /** Writes down what was added. */
  async write(): Promise<void> {
    const steps = this.#steps.map(({ revision, entries }) => ({ revision, batch: placeBatch(entries) }));
    this.#steps = [];
    this.#bytes = 0;
    if (steps.length === 0) return;
    await this.#share.update((ledger) => {
      for (const { revision, batch } of steps) ledger.takeOverStep(batch, revision);
    });
  }
}

async function whole(entry: Exclude<ReadEntry, Deleted>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of entry.content()) pieces.push(piece);
  return Buffer.concat(pieces);
}
