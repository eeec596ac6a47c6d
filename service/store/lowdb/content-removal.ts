import * as fs from "node:fs/promises";
import { removeFile } from "./files.ts";

/** Deletes a file for good; one that is not there is fine. The seam by which tests let that fail. */
export type RemoveFile = (path: string) => Promise<void>;

const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Deletes files of shares that have ended. What cannot be deleted is tried again until it is done. */
export class ContentRemoval {
  readonly #remove: RemoveFile;
  /** By path, when it is tried again. */
  readonly #retries = new Map<string, NodeJS.Timeout>();
  #isClosed = false;

  constructor(remove: RemoveFile = removeFile) {
    this.#remove = remove;
  }

  /**
   * Answers when the contents are gone: with their file or, where only that is left to do, without it.
   * @throws Error of the file system when neither worked
   */
  async remove(path: string): Promise<void> {
    try {
      await this.#remove(path);
      this.#forget(path);
    } catch (error) {
      this.#retryLater(path, FIRST_RETRY_MS);
      if (!(await isEmptied(path))) throw error;
    }
  }

  /** True while a file waits to be deleted. */
  isPending(path: string): boolean {
    return this.#retries.has(path);
  }

  close(): void {
    this.#isClosed = true;
    for (const path of [...this.#retries.keys()]) this.#forget(path);
  }

  #retryLater(path: string, delay: number): void {
    this.#forget(path);
    if (this.#isClosed) return;
    const retry = async () => {
      await this.#remove(path).then(
        () => this.#forget(path),
        () => this.#retryLater(path, Math.min(2 * delay, LONGEST_RETRY_MS)),
      );
    };
    this.#retries.set(path, setTimeout(() => void retry(), delay).unref());
  }

  #forget(path: string): void {
    clearTimeout(this.#retries.get(path));
    this.#retries.delete(path);
  }
}

/** Takes the contents out of a file that cannot be deleted. */
async function isEmptied(path: string): Promise<boolean> {
  try {
    await fs.truncate(path, 0);
    return true;
  } catch {
    return false;
  }
}
