import type { BlockRef, StreamEvent } from "./stream-event.ts";

/** A block's text as far as it has streamed. */
export interface StreamedBlock {
  readonly ref: BlockRef;
  readonly text: string;
}

/** Who told of a block: one connection to a server. What another one says of the block counts for nothing. */
export type Connection = symbol;

interface Entry extends StreamedBlock {
  readonly connection: Connection;
  /** Milliseconds since 1970. */
  readonly grownAt: number;
}

/** A longer text is not followed; characters. */
const LONGEST_TEXT = 1024 * 1024;
/** How many blocks are followed: an agent writes into one or two at a time. */
const MOST_BLOCKS = 32;
/** A block that has not grown for so long is given up, ms: its end may have been missed. */
const STALE_MS = 5 * 60_000;

/**
 * What streams now. A text is followed from its beginning or not at all, so that none is ever shown with a hole.
 */
export class StreamedBlocks {
  /** In the order of their last growth. */
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get all(): readonly StreamedBlock[] {
    return [...this.#entries.values()];
  }

  /** Takes in an event. @returns the sessions whose streamed text has changed */
  apply(event: StreamEvent, connection: Connection): readonly string[] {
    switch (event.type) {
      case "text":
        return this.#set(event.block, event.text, connection);
      case "delta": {
        const known = this.#entries.get(nameOf(event.block));
        if (known?.connection !== connection) return [];
        return this.#set(event.block, known.text + event.delta, connection);
      }
      case "rest":
        return this.#drop(({ ref }) => ref.sessionId === event.sessionId);
      case "gap":
        return this.dropOf(connection);
      default:
        return event satisfies never;
    }
  }

  /** A connection is gone, or may have missed something. @returns the sessions whose streamed text has changed */
  dropOf(connection: Connection): readonly string[] {
    return this.#drop((entry) => entry.connection === connection);
  }

  /** Gives up what has not grown for long. @returns the sessions whose streamed text has changed */
  dropStale(): readonly string[] {
    const oldest = this.#now() - STALE_MS;
    return this.#drop(({ grownAt }) => grownAt < oldest);
  }

  clear(): void {
    this.#entries.clear();
  }

  #set(ref: BlockRef, text: string, connection: Connection): readonly string[] {
    const name = nameOf(ref);
    this.#entries.delete(name);
    if (text.length <= LONGEST_TEXT) this.#entries.set(name, { ref, text, connection, grownAt: this.#now() });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MOST_BLOCKS && oldest !== undefined) this.#entries.delete(oldest);
    return [ref.sessionId];
  }

  #drop(isDropped: (entry: Entry) => boolean): readonly string[] {
    const dropped = [...this.#entries].filter(([, entry]) => isDropped(entry));
    for (const [name] of dropped) this.#entries.delete(name);
    return [...new Set(dropped.map(([, { ref }]) => ref.sessionId))];
  }
}

function nameOf(ref: BlockRef): string {
  const place = "partId" in ref ? ref.partId : `${ref.kind} ${ref.ordinal}`;
  return `${ref.sessionId}/${ref.messageId}/${place}`;
}
