import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";

/** The least that durable writing costs: one write and one fdatasync for all that wait, and nothing is known of what was written. */
export class RawGroup {
  readonly #file: FileHandle;
  #waiting: Uint8Array[] = [];
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(folder: string): Promise<RawGroup> {
    return new RawGroup(await open(join(folder, "raw-group"), "a"));
  }

  /** Resolves when the bytes are durable. */
  append(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#next ??= this.#current.then(() => this.#flush());
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next;
    await this.#current;
    await this.#file.close();
  }

  #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#current = this.#next ?? this.#current;
    this.#next = undefined;
    return this.#write(bytes);
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.write(bytes);
    await this.#file.datasync();
  }
}
