import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const MAIN = path.join(import.meta.dirname, "window-process.ts");

/** A window in a process of its own. */
export class SpawnedWindow {
  readonly #child: ChildProcess;
  #said = "";

  constructor(globalStorage: string, storagePath: string, secretsFolder: string) {
    this.#child = spawn(process.execPath, [MAIN, globalStorage, storagePath, secretsFolder], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#child.stdout?.on("data", (data: Buffer) => {
      this.#said += data;
    });
  }

  hasSaid(word: "ready" | "synced"): boolean {
    return this.#said.split("\n").includes(word);
  }

  /** The last whole line: “synced”, or “elsewhere” when other windows work for all of its shares. */
  get lastSaid(): string | undefined {
    return this.#said.split("\n").at(-2);
  }

  /** As the system freezes a process; `SIGCONT` lets it go on. */
  signal(signal: "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await exit;
  }
}
