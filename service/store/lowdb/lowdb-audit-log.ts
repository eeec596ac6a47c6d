import * as fs from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import { Sequencer } from "../../../primitives/sequencer.ts";
import { type AuditLog, type AuditQuery, type AuditRecord, answersQuery } from "../../audit/audit-log.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { Verified } from "../verified.ts";
import { DamagedFiles } from "./damaged-files.ts";
import { FOLDER_MODE, type OpenFile, removeFile } from "./files.ts";
import { JournalFile } from "./journal-file.ts";
import { parseLine, seedOf } from "./journal-line.ts";
import { type FileLine, readLines } from "./read-lines.ts";
import { BEGINS } from "./scan-journal.ts";
import { verifyJournal } from "./verify-journal.ts";

const MONTH_FILE = /^\d{4}-\d{2}\.jsonl$/;

/**
 * Keeps the audit in a file a month, `audit/2026-11.jsonl`, by the records' own time (UTC), of a data folder that its
 * opener holds alone. Nothing of it is in memory: a query streams the files. A damaged record is passed over.
 */
export class LowdbAuditLog implements AuditLog {
  readonly #folder: string;
  readonly #open: OpenFile;
  readonly #damaged: DamagedFiles;
  #waiting: AuditRecord[] = [];
  #next: Promise<void> | undefined;
  readonly #sequencer = new Sequencer();
  #isClosed = false;
  #current: { readonly name: string; readonly file: JournalFile } | undefined;

  constructor(dataDir: string, open: OpenFile = fs.open, damaged = new DamagedFiles({ dataDir })) {
    this.#folder = join(dataDir, "audit");
    this.#open = open;
    this.#damaged = damaged;
  }

  /** All records that wait go in one write and one fdatasync. */
  async append(record: AuditRecord): Promise<void> {
    if (this.#isClosed) throw new StoreUnavailableError("the audit is closed");
    this.#waiting.push(record);
    this.#next ??= this.#inTurn(() => this.#flush());
    return this.#next;
  }

  async *query(query: AuditQuery): AsyncIterable<AuditRecord> {
    await this.#sequencer.run(() => {});
    const first = query.since === undefined ? "" : fileOf(query.since);
    const last = query.until === undefined ? "~" : fileOf(query.until);
    for (const name of await this.#files())
      if (name >= first && name <= last)
        for await (const record of this.#records(name)) if (answersQuery(record, query)) yield record;
  }

  purge(before: number): Promise<number> {
    return this.#inTurn(async () => {
      const boundary = fileOf(before);
      let purged = 0;
      for (const name of await this.#files()) {
        if (name > boundary) break;
        purged += name < boundary ? await this.#remove(name) : await this.#shorten(name, before);
      }
      return purged;
    });
  }

  async *verify(): AsyncIterable<Verified> {
    for (const name of await this.#files()) {
      const title = `audit ${name.replace(".jsonl", "")}`;
      const found = await this.#inTurn(() =>
        verifyJournal({
          path: join(this.#folder, name),
          name: nameOf(name),
          title,
          replay: (json) => void JSON.parse(json.toString()),
        }),
      );
      yield await this.#damaged.addTo(found, `audit-${name}`);
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sequencer.run(() => {});
    await this.#letGo();
  }

  /** One at a time: nobody writes a file that is being purged. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    return this.#sequencer.run(work).catch((cause: unknown) => {
      throw new StoreUnavailableError("the audit cannot be read or written", { cause });
    });
  }

  async #flush(): Promise<void> {
    const records = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    for (const name of new Set(records.map(({ at }) => fileOf(at)))) {
      const file = await this.#fileFor(name);
      const lines = records.filter(({ at }) => fileOf(at) === name);
      try {
        await file.append(lines.map((record) => Buffer.from(JSON.stringify(record))));
      } catch (error) {
        await this.#letGo();
        throw error;
      }
    }
  }

  /** A damaged month is kept aside and written anew with what can still be read. */
  async #fileFor(name: string): Promise<JournalFile> {
    if (this.#current?.name === name) return this.#current.file;
    await this.#letGo();
    await fs.mkdir(this.#folder, { recursive: true, mode: FOLDER_MODE });
    const path = join(this.#folder, name);
    const file = await JournalFile.open(
      { path, name: nameOf(name), open: this.#open, mayBeNew: true },
      () => () => {},
    );
    this.#current = { name, file };
    if (file.damage) {
      await this.#damaged.keep(`audit-${name}`, [path], file.damage);
      await file.replace(this.#kept(name, () => true));
    }
    return file;
  }

  async #letGo(): Promise<void> {
    const file = this.#current?.file;
    this.#current = undefined;
    await file?.close().catch(() => undefined);
  }

  /** The oldest month first. */
  async #files(): Promise<string[]> {
    const names = await fs.readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw new StoreUnavailableError("the audit cannot be read", { cause: error });
    });
    return names.filter((name) => MONTH_FILE.test(name)).sort();
  }

  async *#records(name: string): AsyncIterable<AuditRecord> {
    for await (const lines of this.#lines(name))
      for (const { line } of lines) {
        const record = parseRecord(name, line);
        if (record) yield record;
      }
  }

  /** A month that was purged meanwhile has no lines. */
  async *#lines(name: string): AsyncIterable<FileLine[]> {
    const file = await this.#open(join(this.#folder, name), "r").catch((error: unknown) => {
      if (isMissing(error)) return;
      throw new StoreUnavailableError("the audit cannot be read", { cause: error });
    });
    if (!file) return;
    try {
      yield* readLines(file);
    } finally {
      await file.close();
    }
  }

  async #remove(name: string): Promise<number> {
    if (this.#current?.name === name) await this.#letGo();
    const count = await this.#count(name, () => true);
    await removeFile(join(this.#folder, name));
    return count;
  }

  /** Writes a month again without what is too old. */
  async #shorten(name: string, before: number): Promise<number> {
    const count = await this.#count(name, ({ at }) => at < before);
    if (count === 0) return 0;
    const file = await this.#fileFor(name);
    if (await file.replace(this.#kept(name, ({ at }) => at >= before))) return count;
    throw new Error("there is no room to write a month of the audit again");
  }

  async *#kept(name: string, isKept: (record: AuditRecord) => boolean): AsyncIterable<Uint8Array> {
    for await (const record of this.#records(name))
      if (isKept(record)) yield Buffer.from(JSON.stringify(record));
  }

  async #count(name: string, isCounted: (record: AuditRecord) => boolean): Promise<number> {
    let count = 0;
    for await (const record of this.#records(name)) if (isCounted(record)) count += 1;
    return count;
  }
}

/** The file of the month of a time (ms since 1970); names sort as their months do. */
function fileOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 7)}.jsonl`;
}

/** `JournalFileOptions.name` of a month's journal. */
function nameOf(file: string): string {
  return `audit ${file}`;
}

function parseRecord(name: string, line: Buffer): AuditRecord | undefined {
  const json = parseLine(seedOf(nameOf(name)), line)?.json;
  if (!json || json.equals(BEGINS)) return undefined;
  try {
    const record = JSON.parse(json.toString()) as AuditRecord;
    return Number.isFinite(record.at) ? record : undefined;
  } catch {
    return undefined;
  }
}
