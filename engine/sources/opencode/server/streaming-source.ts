import type { Disposable } from "../../../../primitives/disposable.ts";
import { Sequencer } from "../../../../primitives/sequencer.ts";
import {
  type Cursor,
  type OnSome,
  type ReadOptions,
  type Report,
  SessionGoneError,
  type SessionReading,
  type SessionSource,
  type SessionSummary,
} from "../../session-source.ts";
import type { ServerFinder } from "./known-server.ts";
import { type ReconnectPace, ServerEvents } from "./server-events.ts";
import { streamEventOf } from "./stream-event.ts";
import { StreamedBlocks } from "./streamed-blocks.ts";
import { StreamingSessionTree } from "./streaming-session-tree.ts";

export interface StreamingSourceDeps {
  readonly storage: SessionSource;
  readonly finder: ServerFinder;
  /** Hears which servers are followed. */
  readonly report: Report;
  readonly pace?: ReconnectPace;
  readonly now?: () => number;
}

/** How often streams that nobody ends are looked for, ms. */
const STALE_CHECK_MS = 60_000;

type Listener = (sessionIds: readonly string[] | undefined) => void;

/**
 * The sessions of a storage, with the text that opencode's servers stream before the storage has it. The storage stays the
 * truth: a stream can only fill a block that the storage holds open, and counts for nothing as soon as the block has its
 * text, the answer ends, or a connection is lost. Servers are talked to from the first reading that somebody watches.
 */
export class StreamingSource implements SessionSource, Disposable {
  readonly #deps: StreamingSourceDeps;
  readonly #listeners = new Map<Disposable, Listener>();
  readonly #blocks: StreamedBlocks;
  /** By the session that a session tree is named after. */
  readonly #sessionTrees = new Map<string, StreamingSessionTree>();
  #servers: { readonly events: ServerEvents; readonly staleCheck: NodeJS.Timeout } | undefined;
  /** Readings are taken in one after the other, so that none brings back what a later one has replaced. */
  readonly #sequencer = new Sequencer();

  constructor(deps: StreamingSourceDeps) {
    this.#deps = deps;
    this.#blocks = new StreamedBlocks(deps.now);
  }

  list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    return this.#deps.storage.list(onSome);
  }

  read(sessionId: string, since?: Cursor, options?: ReadOptions): Promise<SessionReading> {
    if (options?.stored) return this.#deps.storage.read(sessionId, since, options);
    return this.#sequencer.run(async () => {
      const { storage } = this.#deps;
      if (this.#listeners.size === 0) return storage.read(sessionId, since);
      this.#servers ??= this.#follow();
      const sessionTree = this.#sessionTreeOf(sessionId);
      const { seen, inStorage } = sessionTree.positionOf(since);
      try {
        const reading = await storage.read(sessionId, inStorage);
        const contents = sessionTree.extend(reading, this.#blocks.all, seen);
        return { contents, keys: reading.keys, cursor: sessionTree.cursorAfter(reading.cursor) };
      } catch (error) {
        if (error instanceof SessionGoneError) this.#sessionTrees.delete(sessionId);
        throw error;
      }
    });
  }

  watch(onDidChange: Listener): Disposable {
    const watching = this.#deps.storage.watch(onDidChange);
    const watch: Disposable = {
      dispose: () => {
        watching.dispose();
        this.#listeners.delete(watch);
        if (this.#listeners.size === 0) this.dispose();
      },
    };
    this.#listeners.set(watch, onDidChange);
    return watch;
  }

  /** Leaves the servers; the storage stays open. */
  dispose(): void {
    clearInterval(this.#servers?.staleCheck);
    this.#servers?.events.dispose();
    this.#servers = undefined;
    this.#blocks.clear();
    this.#sessionTrees.clear();
  }

  #sessionTreeOf(sessionId: string): StreamingSessionTree {
    const sessionTree = this.#sessionTrees.get(sessionId) ?? new StreamingSessionTree();
    this.#sessionTrees.set(sessionId, sessionTree);
    return sessionTree;
  }

  #follow() {
    const { finder, report, pace } = this.#deps;
    const events = new ServerEvents({
      finder,
      report,
      onData: (data, teller) => {
        const event = streamEventOf(data);
        if (event) this.#changed(this.#blocks.apply(event, teller));
      },
      onLost: (teller) => this.#changed(this.#blocks.dropOf(teller)),
      ...(pace ? { pace } : {}),
    });
    const staleCheck = setInterval(() => this.#changed(this.#blocks.dropStale()), STALE_CHECK_MS).unref();
    return { events, staleCheck };
  }

  /** Says of which sessionTrees these sessions are. Of one that was never read, the storage will tell first. */
  #changed(sessionIds: readonly string[]): void {
    const ids = new Set<string>();
    for (const [rootId, sessionTree] of this.#sessionTrees)
      for (const id of sessionIds) if (sessionTree.has(id)) ids.add(id).add(rootId);
    if (ids.size > 0) for (const listener of [...this.#listeners.values()]) listener([...ids]);
  }
}
