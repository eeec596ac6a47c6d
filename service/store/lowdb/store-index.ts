import { join } from "node:path";
import type { ShareOwner } from "../store.ts";
import type { Verified } from "../verified.ts";
import type { DamagedFiles } from "./damaged-files.ts";
import type { OpenFile } from "./files.ts";
import { type ClosedListener, type IndexEntry, IndexLedger } from "./index-ledger.ts";
import type { JournalOptions } from "./journal-adapter.ts";
import { ReopenedJournal } from "./reopened-journal.ts";
import type { Reserve } from "./reserve.ts";
import { verifyJournal } from "./verify-journal.ts";

export interface StoreIndexDeps {
  readonly dataDir: string;
  readonly open: OpenFile;
  readonly damaged: DamagedFiles;
  readonly reserve: Reserve;
  readonly onClosed: ClosedListener;
}

/** After how long is written what nobody waits for, if nothing else is, ms. */
const LAZY_WRITE_MS = 30_000;

/** What is known of all shares, in `index.jsonl` and its copy. */
export class StoreIndex {
  readonly #damaged: DamagedFiles;
  readonly #files: JournalOptions;
  readonly #journal: ReopenedJournal<IndexLedger>;
  #writing: NodeJS.Timeout | undefined;

  constructor({ dataDir, open, damaged, reserve, onClosed }: StoreIndexDeps) {
    const path = join(dataDir, "index.jsonl");
    const copyPath = join(dataDir, "index.copy.jsonl");
    this.#damaged = damaged;
    this.#files = {
      path,
      copyPath,
      sealPath: join(dataDir, "index.seal"),
      name: "index",
      open,
      mayBeNew: true,
      keepAside: (damage) => damaged.keep("index.jsonl", [path, copyPath], damage),
    };
    this.#journal = new ReopenedJournal(this.#files, () => new IndexLedger(onClosed), reserve);
  }

  /** What `look` sees now, durable or not. @throws StoreUnavailableError */
  async peek<T>(look: (ledger: IndexLedger) => T): Promise<T> {
    return (await this.#journal.opened()).peek(look);
  }

  /** What `look` sees, answered when all of that is durable. @throws StoreUnavailableError */
  async read<T>(look: (ledger: IndexLedger) => T): Promise<T> {
    return (await this.#journal.opened()).read(look);
  }

  /** What is known of a share now, durable or not. @throws StoreUnavailableError */
  entry(shareId: string): Promise<IndexEntry | undefined> {
    return this.peek(({ entries }) => entries.get(shareId));
  }

  /** @throws StoreUnavailableError */
  update<T>(change: (ledger: IndexLedger) => T): Promise<T> {
    return this.#journal.update(change);
  }

  /** An update that takes something away from somebody: it works on a full disk. @throws StoreUnavailableError */
  updateClosing<T>(change: (ledger: IndexLedger) => T): Promise<T> {
    return this.#journal.updateClosing(change);
  }

  /** Counts an opening; nobody waits for it to be written. */
  async countOpen(shareId: string, at: number, who?: ShareOwner): Promise<void> {
    await this.peek((ledger) => ledger.countOpen(shareId, at, who));
    this.#writeSoon();
  }

  /** Notes how far a share's own journal goes; nobody waits for it to be written. */
  async noteWritten(shareId: string, written: number): Promise<void> {
    if (await this.peek((ledger) => ledger.noteWritten(shareId, written))) this.#writeSoon();
  }

  /** Reads the index as it lies on disk. */
  async verify(): Promise<Verified> {
    await this.#journal.opened();
    const ledger = new IndexLedger();
    const found = await verifyJournal({
      ...this.#files,
      title: "index",
      replay: (json, place) => ledger.replay(json, place),
    });
    return this.#damaged.addTo(found, "index.jsonl");
  }

  async close(): Promise<void> {
    await this.#writeNow();
    await this.#journal.close();
  }

  #writeSoon(): void {
    this.#writing ??= setTimeout(() => void this.#writeNow(), LAZY_WRITE_MS).unref();
  }

  /** What fails now goes with a later record, or is lost with the index. */
  async #writeNow(): Promise<void> {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    const index = await this.#journal.current?.catch(() => undefined);
    if (index?.peek((ledger) => ledger.isBehind)) await this.#journal.update(() => {}).catch(() => undefined);
  }
}
