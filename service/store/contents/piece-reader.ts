import type { ReadBudget } from "./read-budget.ts";
import type { ByteSource, Segment } from "./segment.ts";

/** How much is read ahead at first, in bytes. */
const FIRST_AHEAD_BYTES = 16 * 1024;

interface Window {
  readonly source: ByteSource;
  readonly position: number;
  readonly bytes: Buffer;
}

/**
 * Reads segments in pieces, for one reader. What lies behind a segment is mostly read next, so it is read ahead: the
 * further, the more often that was right.
 */
export class PieceReader {
  readonly #budget: ReadBudget;
  readonly #signal: AbortSignal;
  #window: Window | undefined;
  #ahead = FIRST_AHEAD_BYTES;

  constructor(budget: ReadBudget, signal: AbortSignal) {
    this.#budget = budget;
    this.#signal = signal;
  }

  /** @throws the signal's reason once it is aborted */
  async *read(segments: Iterable<Segment>): AsyncGenerator<Buffer> {
    for (const segment of segments)
      for (let done = 0; done < segment.length; ) {
        this.#signal.throwIfAborted();
        const piece = this.#inMemory(segment, done) ?? (await this.#fromSource(segment, done));
        this.#signal.throwIfAborted();
        done += piece.length;
        yield piece;
      }
  }

  #inMemory({ place, offset, length }: Segment, done: number): Buffer | undefined {
    const from = offset + done;
    const most = Math.min(length - done, this.#budget.pieceBytes);
    if (place.bytes) return place.bytes.subarray(from, from + most);
    const window = this.#window;
    const inWindow = place.start + from - (window?.position ?? 0);
    if (!window || window.source !== place.source || inWindow < 0 || inWindow >= window.bytes.length)
      return undefined;
    return window.bytes.subarray(inWindow, inWindow + most);
  }

  async #fromSource({ place, offset, length }: Segment, done: number): Promise<Buffer> {
    const { source } = place;
    if (!source) throw new Error("the bytes are nowhere");
    const position = place.start + offset + done;
    const most = this.#budget.pieceBytes;
    const last = this.#window;
    const gap = last ? position - (last.position + last.bytes.length) : 0;
    const follows = last === undefined || (last.source === source && gap >= 0 && gap <= this.#ahead);
    this.#ahead = Math.min(most, follows ? this.#ahead * 2 : FIRST_AHEAD_BYTES);
    const bytes = await source.read(position, Math.max(Math.min(length - done, most), this.#ahead));
    this.#window = { source, position, bytes };
    return bytes.subarray(0, length - done);
  }
}
