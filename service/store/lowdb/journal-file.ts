import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import { FILE_MODE, type OpenFile, openOrCreate, syncFolder, writeAll } from "./files.ts";
import { formatLine, parseLine } from "./journal-line.ts";
import { endOfLines, readLines } from "./read-lines.ts";

const WRITE_BYTES = 1024 * 1024;

/** A file of records that only grows at its end. Not for use by two calls at once. */
export class JournalFile {
  readonly #path: string;
  readonly #open: OpenFile;
  #file: fs.FileHandle;
  #size = 0;
  #lostLines = 0;

  private constructor(path: string, open: OpenFile, file: fs.FileHandle) {
    this.#path = path;
    this.#open = open;
    this.#file = file;
  }

  /** Opens a journal, hands its records to `replay` in order, and cuts off a torn end. */
  static async open(path: string, open: OpenFile, replay: (json: Buffer) => void): Promise<JournalFile> {
    const journal = new JournalFile(path, open, await openOrCreate(open, path));
    try {
      await journal.#replay(replay);
    } catch (error) {
      await journal.close();
      throw error;
    }
    return journal;
  }

  /** Opens a journal to add to it, without reading it; an unfinished line at its end is cut off. */
  static async continue(path: string, open: OpenFile): Promise<JournalFile> {
    const journal = new JournalFile(path, open, await openOrCreate(open, path));
    try {
      await journal.#cutBack(await endOfLines(journal.#file));
    } catch (error) {
      await journal.close();
      throw error;
    }
    return journal;
  }

  /** How many complete lines were cut off when it was opened, the first of them damaged. A torn end is none. */
  get lostLines(): number {
    return this.#lostLines;
  }

  /** Length of the durable records, in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Adds records, durably. When that fails, the file is cut back as far as the disk allows. */
  async append(records: readonly Uint8Array[]): Promise<void> {
    const lines = Buffer.concat(records.map(formatLine));
    try {
      await writeAll(this.#file, lines, this.#size);
      await this.#file.datasync();
    } catch (error) {
      await this.#file.truncate(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size += lines.length;
  }

  /**
   * Puts other records in the place of all, durably and at once.
   * Answers false, with nothing changed, when there is no room to write them.
   */
  async replace(records: Iterable<Uint8Array>): Promise<boolean> {
    const temporary = `${this.#path}.new`;
    const written = await this.#writeNew(temporary, records);
    if (!written) return false;
    const old = this.#file;
    this.#file = written.file;
    this.#size = written.size;
    await old.close();
    await fs.rename(temporary, this.#path);
    await syncFolder(dirname(this.#path));
    return true;
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #writeNew(path: string, records: Iterable<Uint8Array>): Promise<NewFile | undefined> {
    let file: fs.FileHandle | undefined;
    try {
      file = await this.#open(path, "w+", FILE_MODE);
      const size = await writeRecords(file, records);
      await file.datasync();
      return { file, size };
    } catch {
      await file?.close();
      await fs.rm(path, { force: true });
      return undefined;
    }
  }

  async #replay(replay: (json: Buffer) => void): Promise<void> {
    await this.#cutBack(await this.#replayIntact(replay));
  }

  async #cutBack(intact: number): Promise<void> {
    const { size } = await this.#file.stat();
    this.#size = intact;
    if (intact === size) return;
    await this.#file.truncate(intact);
    await this.#file.datasync();
  }

  /** Replays up to the first torn record; answers where that is. */
  async #replayIntact(replay: (json: Buffer) => void): Promise<number> {
    let intact = 0;
    for await (const lines of readLines(this.#file)) {
      for (const { line, end } of lines) {
        const json = this.#lostLines === 0 ? parseLine(line) : undefined;
        if (json) replay(json);
        if (json) intact = end;
        else this.#lostLines += 1;
      }
    }
    return intact;
  }
}

interface NewFile {
  readonly file: fs.FileHandle;
  readonly size: number;
}

async function writeRecords(file: fs.FileHandle, records: Iterable<Uint8Array>): Promise<number> {
  let size = 0;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = async () => {
    await writeAll(file, Buffer.concat(waiting), size);
    size += bytes;
    waiting = [];
    bytes = 0;
  };
  for (const record of records) {
    const line = formatLine(record);
    waiting.push(line);
    bytes += line.length;
    if (bytes >= WRITE_BYTES) await flush();
  }
  await flush();
  return size;
}
