import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

const MAIN = join(import.meta.dirname, "read-as-other-main.ts");

/** The titles of a storage's sessions and the texts of the first, or why they cannot be read. */
export interface Said {
  readonly titles?: readonly string[];
  readonly texts?: readonly string[];
  readonly failed?: string;
}

/** Another process that reads as somebody whom permissions bind. */
export class OtherReader {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(dataDir: string) {
    this.#child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", MAIN, dataDir], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    assert.ok(this.#child.stdout);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  async read(): Promise<Said> {
    this.#child.stdin?.write("read\n");
    const { value } = await this.#lines.next();
    return JSON.parse(value ?? "{}") as Said;
  }

  async close(): Promise<void> {
    const exit = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.stdin?.end();
    await exit;
  }
}
