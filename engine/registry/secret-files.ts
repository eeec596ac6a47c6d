import { rm } from "node:fs/promises";
import path from "node:path";
import { isMissing } from "../../primitives/errno.ts";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";
import type { Secrets } from "./secrets.ts";
import { writeWhole } from "./write-file.ts";

/** Keeps each secret in a file of its own that only its user may read, so that processes that change different ones never meet. */
export class SecretFiles implements Secrets {
  readonly #folder: string;

  /** @param folder made when it is needed */
  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(key: string): Promise<string | undefined> {
    try {
      return await readRegularFile(this.#file(key), SHORT_FILE_BYTES);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  store(key: string, value: string): Promise<void> {
    return writeWhole(this.#file(key), value);
  }

  delete(key: string): Promise<void> {
    return rm(this.#file(key), { force: true });
  }

  #file(key: string): string {
    return path.join(this.#folder, encodeURIComponent(key));
  }
}
