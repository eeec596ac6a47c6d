import * as fs from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "../../../primitives/errno.ts";
import { FILE_MODE, type OpenFile, syncFolder, writeAll } from "./files.ts";
import { HandleSource } from "./handle-source.ts";

/** A file whose complete lines stay as they are: it grows at its end, or is replaced as a whole. */
export class LineFile {
  readonly path: string;
  readonly #open: OpenFile;
  #file: fs.FileHandle;
  #source: HandleSource;
  #size = 0;
  #hasTail = false;

  private constructor(path: string, open: OpenFile, file: fs.FileHandle) {
    this.path = path;
    this.#open = open;
    this.#file = file;
    this.#source = new HandleSource(file);
  }

  /** Its bytes; a replacement has another one. */
  get source(): HandleSource {
    return this.#source;
  }

  /** Undefined when there is no such file. */
  static async open(path: string, open: OpenFile): Promise<LineFile | undefined> {
    const file = await open(path, "r+").catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    return file ? new LineFile(path, open, file) : undefined;
  }

  /** Makes a file that is not there. */
  static async create(path: string, open: OpenFile): Promise<LineFile> {
    const file = await open(path, "wx+", FILE_MODE);
    await syncFolder(dirname(path));
    return new LineFile(path, open, file);
  }

  /** Length of the durable lines, in bytes. */
  get size(): number {
    return this.#size;
  }

  /** Says where the durable lines end; what follows stays until something is added. */
  endAt(size: number): void {
    this.#size = size;
    this.#hasTail = true;
  }

  /** For reading; a replacement takes another one. */
  get handle(): fs.FileHandle {
    return this.#file;
  }

  /** Adds bytes, durably. When that fails, the file is cut back as far as the disk allows. */
  async append(bytes: Uint8Array | readonly Uint8Array[]): Promise<void> {
    if (this.#hasTail) await this.cutTo(this.#size);
    let end = this.#size;
    try {
      for (const piece of inWrites(bytes)) {
        await writeAll(this.#file, piece, end);
        end += piece.length;
      }
      await this.#file.datasync();
    } catch (error) {
      this.#hasTail = true;
      await this.cutTo(this.#size).catch(() => undefined);
      throw error;
    }
    this.#size = end;
  }

  /** Takes what follows a position away again: it was never acknowledged. */
  async cutTo(size: number): Promise<void> {
    this.endAt(size);
    if ((await this.#file.stat()).size > size) {
      await this.#file.truncate(size);
      await this.#file.datasync();
    }
    this.#hasTail = false;
  }

  /** Exactly these bytes. @throws Error when the file ends before */
  async read(start: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.#file.read(bytes, done, length - done, start + done);
      if (bytesRead === 0) throw new Error("the file is shorter than it was");
      done += bytesRead;
    }
    return bytes;
  }

  /** Begins what shall stand in its place. */
  async beginNew(): Promise<NewLineFile> {
    const path = `${this.path}.new`;
    return new NewLineFile(path, await this.#open(path, "w+", FILE_MODE));
  }

  /** Puts a finished one in its place, durably and at once; answers the old one, which is still open. */
  async replaceBy(written: NewLineFile): Promise<HandleSource> {
    await fs.rename(written.path, this.path).catch(async (error: unknown) => {
      await written.discard();
      throw error;
    });
    const old = this.#source;
    this.#file = written.file;
    this.#source = new HandleSource(written.file);
    this.#size = written.size;
    this.#hasTail = false;
    await syncFolder(dirname(this.path));
    return old;
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

/** A file that is written to stand in the place of another. */
export class NewLineFile {
  readonly path: string;
  readonly file: fs.FileHandle;
  size = 0;

  constructor(path: string, file: fs.FileHandle) {
    this.path = path;
    this.file = file;
  }

  async write(bytes: Uint8Array | readonly Uint8Array[]): Promise<void> {
    for (const piece of inWrites(bytes)) {
      await writeAll(this.file, piece, this.size);
      this.size += piece.length;
    }
  }

  async discard(): Promise<void> {
    await this.file.close();
    await fs.rm(this.path, { force: true });
  }
}

/** From how long on a piece is written by itself, in bytes: copying it would cost more than another write. */
const LARGE_BYTES = 1024 * 1024;

/** Bytes, whole or in pieces, as they are written: small ones together, large ones as they are. */
function* inWrites(bytes: Uint8Array | readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const piece of bytes instanceof Uint8Array ? [bytes] : bytes) {
    if (piece.length < LARGE_BYTES) {
      small.push(piece);
      continue;
    }
    if (small.length > 0) yield Buffer.concat(small);
    small = [];
    yield piece;
  }
  if (small.length > 0) yield Buffer.concat(small);
}
