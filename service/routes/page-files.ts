import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { Refusal } from "../errors/refusal.ts";
import type { Encoding } from "./accepted-encoding.ts";

/** A file of a page, as it is and in the forms in which browsers take it faster. */
export interface PageFile {
  readonly bytes: Buffer;
  /** Names these bytes and no others. */
  readonly version: string;
  readonly encoded: Readonly<Record<Encoding, Buffer>>;
}

interface KeptFile {
  readonly stamp: string;
  readonly file: Promise<PageFile>;
}

/** Nearly as small as the best, in a tenth of its time. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };

/**
 * The built pages, each in memory once: any number of answers, however slowly they are taken, hold the same bytes. A file
 * that was built anew is read anew.
 */
export class PageFiles {
  readonly #folder: string;
  readonly #change: (name: string, text: string) => string | Promise<string>;
  readonly #kept = new Map<string, KeptFile>();

  /** @param change what is sent in place of a file's text */
  constructor(folder: string, change: (name: string, text: string) => string | Promise<string>) {
    this.#folder = folder;
    this.#change = change;
  }

  /** @throws Refusal `pageMissing` */
  async read(name: string): Promise<PageFile> {
    const path = join(this.#folder, name);
    try {
      const { mtimeMs, size, ino } = await stat(path);
      const stamp = [mtimeMs, size, ino].join();
      const before = this.#kept.get(name);
      const kept = before?.stamp === stamp ? before : { stamp, file: this.#load(name, path) };
      this.#kept.set(name, kept);
      return await kept.file;
    } catch (cause) {
      this.#kept.delete(name);
      throw new Refusal("pageMissing", { message: `${path} is missing`, cause });
    }
  }

  async #load(name: string, path: string): Promise<PageFile> {
    const bytes = Buffer.from(await this.#change(name, await readFile(path, "utf8")));
    const [br, zipped] = await Promise.all([
      promisify<Buffer, typeof BROTLI, Buffer>(brotliCompress)(bytes, BROTLI),
      promisify<Buffer, Buffer>(gzip)(bytes),
    ]);
    const version = createHash("sha256").update(bytes).digest("base64url").slice(0, 16);
    return { bytes, version, encoded: { br, gzip: zipped } };
  }
}
