import type { Disposable } from "../../primitives/disposable.ts";
import type {
  Cursor,
  OnSome,
  ReadOptions,
  SessionReading,
  SessionSource,
  SessionSummary,
} from "./session-source.ts";

type DisposableSource = SessionSource & Disposable;

/** A source that can be exchanged for another while it is watched and read. */
export class ReplaceableSource implements SessionSource, Disposable {
  readonly #watches = new Map<Disposable, (sessionIds: readonly string[] | undefined) => void>();
  readonly #watchers = new Map<Disposable, Disposable>();
  #source: DisposableSource;
  /** Cursors of one source mean nothing to another. */
  #generation = 0;

  constructor(source: DisposableSource) {
    this.#source = source;
  }

  /** Reads from another source from now on; everything may have changed with it. */
  replace(source: DisposableSource): void {
    const before = this.#source;
    this.#source = source;
    this.#generation += 1;
    for (const [watch, onDidChange] of this.#watches) {
      this.#watchers.get(watch)?.dispose();
      this.#watchers.set(watch, source.watch(onDidChange));
    }
    before.dispose();
    for (const onDidChange of this.#watches.values()) onDidChange(undefined);
  }

  list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    return this.#source.list(onSome);
  }

  async read(sessionId: string, since?: Cursor, options?: ReadOptions): Promise<SessionReading> {
    const prefix = `${this.#generation} `;
    const known = since?.startsWith(prefix) ? since.slice(prefix.length) : undefined;
    const reading = await this.#source.read(sessionId, known, options);
    return { ...reading, cursor: prefix + reading.cursor };
  }

  watch(onDidChange: (sessionIds: readonly string[] | undefined) => void): Disposable {
    const watch: Disposable = {
      dispose: () => {
        this.#watches.delete(watch);
        this.#watchers.get(watch)?.dispose();
        this.#watchers.delete(watch);
      },
    };
    this.#watches.set(watch, onDidChange);
    this.#watchers.set(watch, this.#source.watch(onDidChange));
    return watch;
  }

  dispose(): void {
    for (const watch of [...this.#watches.keys()]) watch.dispose();
    this.#source.dispose();
  }
}
