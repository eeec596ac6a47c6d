import type { Batch } from "../../../protocol/share-state.ts";
import { formatEntry, parseEntry } from "../entry-text.ts";
import { ShareContents } from "../share-contents.ts";
import type { AppendConditions, StoredEntry } from "../store.ts";
import type { Ledger } from "./journal-adapter.ts";
import { RecordSenselessError } from "./journal-damage.ts";

/** First record of a share's journal, and again after a change: what belongs to the session and must go with the file. */
interface Head {
  readonly title: string;
  /** Deletions up to this revision may be missing from the journal. */
  readonly forgotten: number;
}

const HEAD = '{"head":';
const ENTRIES = ',"entries":[';

/** A share as its journal holds it: a head, then one record per batch. */
export class ShareLedger implements Ledger {
  readonly contents: ShareContents;
  #title: string | undefined;
  #unwritten: Uint8Array[] = [];

  constructor(contents = new ShareContents()) {
    this.contents = contents;
  }

  get title(): string {
    return this.#title ?? "";
  }

  get bytes(): number {
    return this.contents.bytes;
  }

  /** Gives the share its title, or another one. */
  setTitle(title: string): void {
    this.#title = title;
    this.#unwritten.push(this.#headRecord());
  }

  /**
   * @throws AppendMismatchError
   * @throws ShareFullError
   */
  append(entries: readonly StoredEntry[], conditions: AppendConditions = {}): Batch<string> {
    const { forgotten } = this.contents;
    const batch = this.contents.applyIf(conditions, entries);
    if (batch.revision > batch.base + 1 && this.contents.forgotten !== forgotten)
      this.#unwritten.push(this.#headRecord());
    this.#unwritten.push(batchRecord(batch));
    return batch;
  }

  replay(json: Buffer): void {
    const head = parseHead(json);
    if (head) {
      this.#title = head.title;
      this.contents.forgetUpTo(head.forgotten);
    } else {
      const { revision, entries } = parseBatch(json);
      if (revision <= this.contents.revision) throw new RecordSenselessError();
      this.contents.apply(entries, revision);
    }
  }

  /** Nobody knows which deletions are lost: whoever followed gets the whole. */
  lose(): void {
    this.contents.forgetUpTo(this.contents.revision);
  }

  takeUnwritten(): Uint8Array[] {
    return this.#unwritten.splice(0);
  }

  compacted(): Iterable<Uint8Array> {
    return records(this.#headRecord(), this.contents.history());
  }

  #headRecord(): Uint8Array {
    const head: Head = { title: this.title, forgotten: this.contents.forgotten };
    return Buffer.from(JSON.stringify({ head }));
  }
}

/** Reads a journal's first record; undefined for any other. */
export function parseHead(json: Buffer): Head | undefined {
  if (json.toString("latin1", 0, HEAD.length) !== HEAD) return undefined;
  const { title, forgotten } = (JSON.parse(json.toString()) as { head: Head }).head;
  if (typeof title !== "string" || !Number.isSafeInteger(forgotten)) throw new RecordSenselessError();
  return { title, forgotten };
}

function* records(head: Uint8Array, history: Batch<string>[]): Iterable<Uint8Array> {
  yield head;
  for (const batch of history) yield batchRecord(batch);
}

/** `sizes` are the lengths of the entries in bytes, so that contents are cut out and never parsed. */
function batchRecord({ revision, entries }: Batch<string>): Uint8Array {
  const texts = entries.map((entry) => Buffer.from(formatEntry(entry)));
  const sizes = JSON.stringify(texts.map((text) => text.length));
  const parts: Uint8Array[] = [Buffer.from(`{"revision":${revision},"sizes":${sizes}${ENTRIES}`)];
  texts.forEach((text, index) => {
    parts.push(...(index === 0 ? [text] : [COMMA, text]));
  });
  return Buffer.concat([...parts, END]);
}

const COMMA = Buffer.from(",");
const END = Buffer.from("]}");

/** @throws RecordSenselessError */
function parseBatch(json: Buffer): { revision: number; entries: StoredEntry[] } {
  const start = json.indexOf(ENTRIES);
  const head = JSON.parse(`${json.toString("latin1", 0, start)}}`) as { revision: number; sizes: number[] };
  if (!Number.isSafeInteger(head.revision) || !Array.isArray(head.sizes)) throw new RecordSenselessError();
  let position = start + ENTRIES.length;
  const entries = head.sizes.map((size) => {
    const text = json.toString("utf8", position, position + size);
    position += size + COMMA.length;
    return parseEntry(text);
  });
  return { revision: head.revision, entries };
}
