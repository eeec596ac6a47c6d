import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { open, stat } from "node:fs/promises";

/** The most that is read of a config, a record or another file that people or programs keep short, bytes. */
export const SHORT_FILE_BYTES = 1024 * 1024;

/** A file that is there and is not read: a device, a pipe or a socket, or more than is read of it. */
export class UnfitFileError extends Error {
  readonly path: string;
  /** The rest of a sentence that begins with the file's name. */
  readonly why: string;

  constructor(path: string, why: string) {
    super(`${path} ${why}`);
    this.name = "UnfitFileError";
    this.path = path;
    this.why = why;
  }
}

/** To open a pipe waits for its other end, to read a terminal for its keys, and both can block for ever. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0);

/**
 * The text of a file that somebody else may have put there. All files are read through this function and the next one: it
 * reads regular files alone, and never waits for one, nor takes more of it than `maxBytes`, whatever its size is said to be.
 * @throws UnfitFileError, or what the file system says of one that is missing, a folder, or may not be read
 */
export async function readRegularFile(path: string, maxBytes: number): Promise<string> {
  return (await readRegularBytes(path, maxBytes)).toString();
}

/** The same as bytes. */
export async function readRegularBytes(path: string, maxBytes: number): Promise<Buffer> {
  // Looked at before it is opened, since to open a device is an act already, and after, since it may be another one by then.
  check(path, await stat(path), maxBytes);
  const file = await open(path, FLAGS);
  try {
    const bytes = new BoundedBytes(path, await file.stat(), maxBytes);
    while (bytes.add((await file.read(bytes.room, 0, bytes.room.length, null)).bytesRead));
    return bytes.all;
  } finally {
    await file.close();
  }
}

/** The same at once, for small files of which there are many. */
export function readRegularFileSync(path: string, maxBytes: number): string {
  check(path, statSync(path), maxBytes);
  const file = openSync(path, FLAGS);
  try {
    const bytes = new BoundedBytes(path, fstatSync(file), maxBytes);
    while (bytes.add(readSync(file, bytes.room, 0, bytes.room.length, null)));
    return bytes.all.toString();
  } finally {
    closeSync(file);
  }
}

/** Of a folder the file system itself says that it cannot be read. */
function check(path: string, stats: Stats, maxBytes: number): void {
  if (!stats.isFile() && !stats.isDirectory()) throw new UnfitFileError(path, "is not a regular file");
  if (stats.isFile() && stats.size > maxBytes) throw tooLarge(path, maxBytes);
}

const tooLarge = (path: string, maxBytes: number) =>
  new UnfitFileError(path, `is larger than ${Math.floor(maxBytes / 1024 / 1024)} MB`);

/** What has been read of a file so far. Its size is a hint: files grow, and those of the kernel say 0. */
class BoundedBytes {
  readonly #path: string;
  readonly #size: number;
  readonly #max: number;
  #bytes: Buffer;
  #length = 0;

  constructor(path: string, stats: Stats, max: number) {
    check(path, stats, max);
    this.#path = path;
    this.#size = stats.isFile() ? stats.size : 0;
    this.#max = max;
    this.#bytes = Buffer.allocUnsafe(this.#size > 0 ? this.#size + 1 : Math.min(4096, max + 1));
  }

  /** Where the next bytes go; never empty. */
  get room(): Buffer {
    if (this.#length === this.#bytes.length) {
      const more = Buffer.allocUnsafe(Math.min(2 * this.#length, this.#max + 1));
      this.#bytes.copy(more);
      this.#bytes = more;
    }
    return this.#bytes.subarray(this.#length);
  }

  /** Takes in how many bytes came. @returns whether more may come @throws UnfitFileError when it is too many */
  add(count: number): boolean {
    const isShort = count < this.#bytes.length - this.#length;
    this.#length += count;
    if (this.#length > this.#max) throw tooLarge(this.#path, this.#max);
    // A regular file gives all it has, so a short answer is its end; the kernel's give what they like.
    return count > 0 && !(isShort && this.#size > 0);
  }

  get all(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}
