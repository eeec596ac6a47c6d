import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import * as z from "zod";
import { isExisting, isMissing } from "../../../primitives/errno.ts";
import { FILE_MODE } from "./files.ts";

/** Every record has this length, so that one written over another leaves nothing of it, in bytes. */
const RECORD_BYTES = 1024;
/** How often a record that is half written is read again. */
const TRIES = 3;

const recordSchema = z.object({
  /** Of one holder, once. */
  token: z.string(),
  /** Which system it runs on, as far as sockets reach. */
  machine: z.string(),
  /** For people. */
  host: z.string(),
  pid: z.int(),
  /** The socket that it answers on, while it does. */
  socket: z.string().optional(),
  /** Rises as long as the holder lives. */
  beat: z.int(),
});

/** Who holds a folder. */
export type LockRecord = z.output<typeof recordSchema>;

/** What a lock file holds. */
export interface LockText {
  readonly text: string;
  /** Undefined: cannot be read, so its writer is at work or has died at it. */
  readonly record: LockRecord | undefined;
}

/** The file that says who holds a folder. It is read by its name each time: only so a network file system tells what is new. */
export class LockFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined: there is none. */
  async read(): Promise<LockText | undefined> {
    try {
      return parse(await readFile(this.#path, "utf8"));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** What the file holds, without letting anything else in between; one that is missing is made. */
  readOrCreate(record: LockRecord): LockText {
    for (let tries = 1; ; tries++) {
      const found = this.#readNow(record);
      if (found.record || tries === TRIES) return found;
    }
  }

  #readNow(record: LockRecord): LockText {
    try {
      return parse(readFileSync(this.#path, "utf8"));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    try {
      writeFileSync(this.#path, format(record), { flag: "wx", mode: FILE_MODE, flush: true });
    } catch (error) {
      if (!isExisting(error)) throw error;
    }
    return parse(readFileSync(this.#path, "utf8"));
  }

  /** False when there is one already: of all who try, one makes it. */
  async create(record: LockRecord): Promise<boolean> {
    try {
      await writeFile(this.#path, format(record), { flag: "wx", mode: FILE_MODE, flush: true });
      return true;
    } catch (error) {
      if (isExisting(error)) return false;
      // Without its record the file would say that somebody is at work.
      await rm(this.#path, { force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** Writes over what there is, in one place and one piece, without letting anything else in between. */
  overwrite(record: LockRecord): void {
    const file = openSync(this.#path, "r+");
    try {
      writeSync(file, format(record), 0, RECORD_BYTES, 0);
    } finally {
      // On a network file system closing is what tells the others.
      closeSync(file);
    }
  }

  remove(): Promise<void> {
    return rm(this.#path, { force: true });
  }
}

function format(record: LockRecord): Buffer {
  return Buffer.from(`${JSON.stringify(record).padEnd(RECORD_BYTES - 1)}\n`);
}

function parse(text: string): LockText {
  try {
    return { text, record: recordSchema.parse(JSON.parse(text)) };
  } catch {
    return { text, record: undefined };
  }
}
