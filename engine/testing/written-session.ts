import type { Json } from "../../protocol/json.ts";
import type { Cursor, ReadOptions, SessionReading, SessionSource } from "../sources/session-source.ts";

/** A source of one session whose contents a test writes. Its cursor is how many times it was written. */
export class WrittenSession implements SessionSource {
  /** The readings that were asked for, in order. */
  readonly readings: { readonly since: Cursor | undefined; readonly stored: boolean }[] = [];
  /** What a reading throws instead of answering. */
  problem: Error | undefined;
  /** Runs in each reading, before it answers. */
  beforeRead: () => void | Promise<void> = () => {};
  readonly #writes: { readonly key: string; readonly streams: boolean }[] = [];
  readonly #contents = new Map<string, Json>();
  readonly #stored = new Map<string, Json>();

  /** @param streams nothing of it is stored yet */
  write(key: string, content: Json, { streams = false } = {}): void {
    this.#contents.set(key, content);
    if (!streams) this.#stored.set(key, content);
    this.#writes.push({ key, streams });
  }

  remove(key: string): void {
    this.#contents.delete(key);
    this.#stored.delete(key);
    this.#writes.push({ key, streams: false });
  }

  get contents(): ReadonlyMap<string, Json> {
    return this.#contents;
  }

  async list(): Promise<readonly []> {
    return [];
  }

  async read(_id: string, since?: Cursor, { stored = false }: ReadOptions = {}): Promise<SessionReading> {
    this.readings.push({ since, stored });
    const all = stored ? this.#stored : this.#contents;
    const changed = new Set(this.#writes.slice(Number(since ?? 0)).map(({ key }) => key));
    const reading = {
      cursor: String(this.#writes.length),
      contents: new Map([...all].filter(([key]) => since === undefined || changed.has(key))),
      keys: new Set(all.keys()),
    };
    await this.beforeRead();
    if (this.problem) throw this.problem;
    return reading;
  }

  watch() {
    return { dispose: () => {} };
  }
}
