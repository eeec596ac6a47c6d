import type { Disposable } from "../../primitives/disposable.ts";
import { isJsonObject, type Json } from "../../protocol/json.ts";
import type { SessionSource } from "../sources/session-source.ts";

/** For tests: follows a source as a sync does: reads what is new whenever it may have changed. */
export class TestReader implements Disposable {
  readonly held = new Map<string, Json>();
  readonly told: (readonly string[] | undefined)[] = [];
  readonly #watch: Disposable;
  readonly #source: SessionSource;
  readonly #sessionId: string;
  #cursor: string | undefined;
  #reading: Promise<void> = Promise.resolve();

  constructor(source: SessionSource, sessionId: string) {
    this.#source = source;
    this.#sessionId = sessionId;
    this.#watch = source.watch((ids) => {
      this.told.push(ids);
      void this.read();
    });
  }

  read(): Promise<void> {
    this.#reading = this.#reading.then(async () => {
      const { contents, keys, cursor } = await this.#source.read(this.#sessionId, this.#cursor);
      this.#cursor = cursor;
      for (const [key, content] of contents) this.held.set(key, content);
      for (const key of this.held.keys()) if (!keys.has(key)) this.held.delete(key);
    });
    return this.#reading;
  }

  textAt(key: string): unknown {
    const content = this.held.get(key);
    return isJsonObject(content) ? content.text : undefined;
  }

  dispose(): void {
    this.#watch.dispose();
  }
}

/** Resolves once a condition holds; the test's own time limit ends a wait in vain. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
