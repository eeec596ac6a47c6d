import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** What to stream, and where into. */
export interface StreamOrder {
  readonly dataDir: string;
  readonly sessionId: string;
  readonly messageId: string;
  /** Characters, in so many steps, of which one comes every `intervalMs`. */
  readonly length: number;
  readonly steps: number;
  readonly intervalMs: number;
  readonly seed: number;
}

export interface Streamed {
  readonly text: string;
  /** What sending the whole part at each write would take. */
  readonly wholeBytes: number;
}

/** An agent in a process of its own. */
export class StreamWriter {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, "stream-writer-main.ts"));

  /** Resolves a step after the last write. */
  async stream(order: StreamOrder): Promise<Streamed> {
    this.#child.send(order);
    const [streamed] = (await once(this.#child, "message")) as [Streamed];
    return streamed;
  }

  async stop(): Promise<void> {
    const exit = once(this.#child, "exit");
    this.#child.kill();
    await exit;
  }
}
