import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Refusal } from "../errors/refusal.ts";

interface KeptFile {
  readonly version: string;
  readonly bytes: Promise<Buffer>;
}

/**
 * The built pages, each in memory once: any number of answers, however slowly they are taken, hold the same bytes. A file
 * that was built anew is read anew.
 */
export class PageFiles {
  readonly #folder: string;
  readonly #change: (name: string, text: string) => string;
  readonly #kept = new Map<string, KeptFile>();

  /** @param change what is sent in place of a file's text */
  constructor(folder: string, change: (name: string, text: string) => string) {
    this.#folder = folder;
    this.#change = change;
  }

  /** @throws Refusal `pageMissing` */
  async read(name: string): Promise<Buffer> {
    const path = join(this.#folder, name);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const version = [mtimeMs, size, ino].join();
      const before = this.#kept.get(name);
      const file = before?.version === version ? before : { version, bytes: this.#load(name, path) };
      this.#kept.set(name, file);
      return await file.bytes;
    } catch (cause) {
      this.#kept.delete(name);
      throw new Refusal("pageMissing", { message: `${path} is missing`, cause });
    }
  }

  async #load(name: string, path: string): Promise<Buffer> {
    return Buffer.from(this.#change(name, await readFile(path, "utf8")));
  }
}
