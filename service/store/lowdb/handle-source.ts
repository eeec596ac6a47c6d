import type { FileHandle } from "node:fs/promises";
import type { ByteSource } from "../contents/segment.ts";
import { StoreUnavailableError } from "../errors.ts";

/** The bytes of an open file. */
export class HandleSource implements ByteSource {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, position).catch((cause: unknown) => {
      throw new StoreUnavailableError("a data file cannot be read", { cause });
    });
    if (bytesRead === 0) throw new StoreUnavailableError("a data file is shorter than it was");
    return bytes.subarray(0, bytesRead);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
