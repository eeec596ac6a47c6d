import { randomBytes } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { isMissing } from "../../../primitives/errno.ts";
import { StoreUnavailableError } from "../errors.ts";
import { FILE_MODE, type OpenFile, writeAll } from "./files.ts";

/** How much room is kept, in bytes: for a thousand shares that end, and more. */
const RESERVE_BYTES = 256 * 1024;
/** How much of it is given up at once, in bytes. */
const SLICE_BYTES = 64 * 1024;

/**
 * Room on the disk, held by a file, for what closes something: unsharing, revoking, narrowing. As long as it is not
 * whole again, nothing else is written.
 */
export class Reserve {
  readonly #path: string;
  readonly #open: OpenFile;
  readonly #bytes: number;
  #isWhole = false;

  constructor(path: string, open: OpenFile, bytes = RESERVE_BYTES) {
    this.#path = path;
    this.#open = open;
    this.#bytes = bytes;
  }

  /** Makes it whole, as far as there is room. */
  async fill(): Promise<void> {
    if (!this.#isWhole) this.#isWhole = await this.#with((file, size) => this.#grow(file, size));
  }

  /** @throws StoreUnavailableError when it is not whole, and cannot be made so */
  async assertWhole(): Promise<void> {
    await this.fill();
    if (!this.#isWhole) throw new StoreUnavailableError("the disk is full: free some space");
  }

  /** Gives up a part of it; false when nothing is left. */
  async give(): Promise<boolean> {
    this.#isWhole = false;
    return this.#with(async (file, size) => {
      if (size === 0) return false;
      await file.truncate(Math.max(0, size - SLICE_BYTES));
      await file.datasync();
      return true;
    });
  }

  /** The bytes are random: what holds no room on a disk that compresses is no reserve. */
  async #grow(file: FileHandle, size: number): Promise<boolean> {
    try {
      for (let at = size; at < this.#bytes; at += SLICE_BYTES)
        await writeAll(file, randomBytes(Math.min(SLICE_BYTES, this.#bytes - at)), at);
      if (size < this.#bytes) await file.datasync();
      return true;
    } catch {
      return false;
    }
  }

  async #with(work: (file: FileHandle, size: number) => Promise<boolean>): Promise<boolean> {
    const file = await this.#opened();
    if (!file) return false;
    try {
      return await work(file, (await file.stat()).size);
    } catch {
      return false;
    } finally {
      await file.close();
    }
  }

  #opened(): Promise<FileHandle | undefined> {
    return this.#open(this.#path, "r+")
      .catch((error: unknown) => {
        if (!isMissing(error)) throw error;
        return this.#open(this.#path, "w+", FILE_MODE);
      })
      .catch(() => undefined);
  }
}

/** True when a write has failed for want of room. */
export function isNoRoom(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && (cause.code === "ENOSPC" || cause.code === "EDQUOT")) return true;
  return false;
}
