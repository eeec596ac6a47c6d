import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import { FILE_MODE, type OpenFile, syncFolder, writeAll } from "./files.ts";
import { formatLine, NEWLINE, parseLine } from "./journal-line.ts";

/** What a seal says: the number of a record that is durable; undefined: it is damaged, or not there. */
export type Sealed = { readonly seq: number | undefined; readonly isMissing: boolean };

const EMPTY = Buffer.alloc(0);

/**
 * A witness of how far a journal goes, in a file of its own that is always the same few bytes. It is written after the
 * journal is durable, and not made durable itself: so it may be behind, and never ahead.
 */
export class JournalSeal {
  readonly #file: FileHandle;
  readonly #seed: number;

  private constructor(file: FileHandle, seed: number) {
    this.#file = file;
    this.#seed = seed;
  }

  /** Reads what a seal says, without changing anything. */
  static async read(path: string, seed: number, open: OpenFile): Promise<Sealed> {
    const file = await open(path, "r").catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (!file) return { seq: undefined, isMissing: true };
    try {
      const text = await file.readFile();
      return { seq: parseLine(seed, text.subarray(0, text.indexOf(NEWLINE)))?.seq, isMissing: false };
    } finally {
      await file.close();
    }
  }

  /** Opens a seal to set it; made if it is not there. */
  static async open(path: string, seed: number, open: OpenFile): Promise<JournalSeal> {
    const existing = await open(path, "r+").catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    if (existing) return new JournalSeal(existing, seed);
    const seal = new JournalSeal(await open(path, "wx+", FILE_MODE), seed);
    await syncFolder(dirname(path));
    return seal;
  }

  /** One that cannot be written stays behind, which does no harm. */
  async set(seq: number): Promise<void> {
    const line = formatLine(this.#seed, seq, EMPTY);
    await writeAll(this.#file, line, 0).catch(() => undefined);
  }

  /** Makes it durable. */
  sync(): Promise<void> {
    return this.#file.datasync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
