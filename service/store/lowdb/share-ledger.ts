import { OpenReadings } from "../contents/open-readings.ts";
import type { NewBatch } from "../contents/placed-batch.ts";
import { ReadBudget } from "../contents/read-budget.ts";
import type { ByteLocation, ByteSource } from "../contents/segment.ts";
import { type FoundText, ShareContents, type Step } from "../contents/share-contents.ts";
import type { AppendConditions } from "../store.ts";
import type { JournalRecord } from "./journal-lines.ts";
import type { PlacedLedger } from "./ledger.ts";
import type { RecordPlace } from "./scan-journal.ts";
import { batchRecord, type Head, headRecord, parseBatch, parseHead } from "./share-record.ts";
import { ShareRewrite } from "./share-rewrite.ts";
import { SourceToCome } from "./source-to-come.ts";

/** What a key, a piece of text and a remembered deletion take in memory, about, in bytes. */
const [KEY_BYTES, CHUNK_BYTES, DELETION_BYTES] = [400, 150, 200];
/** A share whose texts have grown by more pieces is rewritten, which joins them. */
const MAX_CHUNKS = 50_000;

/** A record that was not written yet; its entries are there where the place is to say. */
interface Unwritten {
  readonly json: JournalRecord;
  readonly entriesAt: number;
  readonly place: ByteLocation | undefined;
}

/** A share as its journal holds it: a head, then one record per batch. In memory is where everything lies, not what it says. */
export class ShareLedger implements PlacedLedger {
  readonly contents: ShareContents;
  readonly readings: OpenReadings;
  /** Where the journal lies. What is read from it while it is opened can be read again after that. */
  #source: ByteSource;
  readonly #replayed = new SourceToCome();
  /** Up to this revision the journal was rewritten: deletions stand alone. */
  #rewrittenUpTo = 0;
  #title: string | undefined;
  #unwritten: Unwritten[] = [];
  /** Handed over to be written. */
  #handedOver: Unwritten[] = [];
  #rewrite: ShareRewrite | undefined;

  constructor(contents = new ShareContents(), budget = new ReadBudget()) {
    this.contents = contents;
    this.readings = new OpenReadings(budget);
    this.#source = this.#replayed;
  }

  get title(): string {
    return this.#title ?? "";
  }

  get bytes(): number {
    return this.contents.bytes;
  }

  get isScattered(): boolean {
    return this.contents.chunks > MAX_CHUNKS + 2 * this.contents.keys;
  }

  /** About what it takes in memory. */
  get memoryBytes(): number {
    const { keys, chunks, deletions } = this.contents;
    return keys * KEY_BYTES + chunks * CHUNK_BYTES + deletions.size * DELETION_BYTES;
  }

  /** Gives the share its title, or another one. */
  setTitle(title: string): void {
    this.#title = title;
    this.#pushHead();
  }

  /**
   * @param found what `contents.prepare` has found
   * @throws AppendMismatchError
   * @throws ShareFullError
   * @throws RevisionAheadError
   * @throws UnpreparedError
   */
  append(batch: NewBatch, found: readonly FoundText[], conditions: AppendConditions = {}): Step {
    const step = this.contents.applyIf(conditions, batch, found);
    if (step.isBehind) this.#pushHead();
    this.#unwritten.push({ ...batchRecord(step.revision, batch.sizes, [batch.text]), place: batch.place });
    return step;
  }

  /** Begins as a share that another store has kept, as if its journal had been rewritten. */
  takeOver({ title, forgotten, revision }: Required<Head>): void {
    this.#title = title;
    this.contents.forgetUpTo(forgotten);
    this.contents.goTo(revision);
    this.#unwritten.push({
      json: headRecord({ title, forgotten, revision }),
      entriesAt: 0,
      place: undefined,
    });
  }

  /** Takes in what such a share held, or had deleted, since a revision. */
  takeOverStep(batch: NewBatch, revision: number): void {
    this.contents.replay(batch, revision, true);
    this.#unwritten.push({ ...batchRecord(revision, batch.sizes, [batch.text]), place: batch.place });
  }

  replay(json: Buffer, { start }: RecordPlace): void {
    const head = parseHead(json);
    if (head) {
      this.#title = head.title;
      this.contents.forgetUpTo(head.forgotten);
      if (head.revision !== undefined) this.#rewrittenUpTo = head.revision;
      this.contents.goTo(this.#rewrittenUpTo);
    } else {
      const { revision, batch } = parseBatch(json, { source: this.#source, start });
      this.contents.replay(batch, revision, revision <= this.#rewrittenUpTo);
    }
  }

  async opened(source: ByteSource): Promise<string | undefined> {
    this.#replayed.is(source);
    const broken = await this.contents.settle();
    return broken.length === 0
      ? undefined
      : `texts were appended to what is not there: ${broken.length} entries`;
  }

  /** Nobody knows which deletions are lost: whoever followed gets the whole. */
  lose(): void {
    this.contents.forgetUpTo(this.contents.revision);
  }

  takeUnwritten(): JournalRecord[] {
    const taken = this.#unwritten.splice(0);
    this.#handedOver.push(...taken);
    return taken.map(({ json }) => json);
  }

  written(places: readonly RecordPlace[]): void {
    for (const { start } of places) {
      const record = this.#handedOver.shift();
      if (!record) throw new Error("more was written than there was");
      const { place, entriesAt } = record;
      if (place) Object.assign(place, { source: this.#source, start: start + entriesAt, bytes: undefined });
      this.#rewrite?.add(place, entriesAt);
    }
  }

  rewrite(signal: AbortSignal): ShareRewrite {
    const { title, contents, readings } = this;
    return new ShareRewrite({
      head: headRecord({ title, forgotten: contents.historyStartsAt, revision: contents.revision }),
      contents,
      readings,
      signal,
      follow: (rewrite) => {
        this.#rewrite = rewrite;
      },
      moveTo: (source) => {
        this.#source = source;
      },
    });
  }

  #pushHead(): void {
    const json = headRecord({ title: this.title, forgotten: this.contents.historyStartsAt });
    this.#unwritten.push({ json, entriesAt: 0, place: undefined });
  }
}
