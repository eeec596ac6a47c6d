import { MAX_LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import type { SeenFrame } from "../protocol/live.ts";
import { readFrameText, readLargeFrame } from "./frame-text.ts";
import { InOrder } from "./in-order.ts";
import { LARGE_TEXT, type ParseLarge } from "./large-text.ts";
import type { LiveSocket } from "./open-socket.ts";

/** What a line tells: all that it brings but the signs that it is alive. */
export type LineFrame = Exclude<SeenFrame, { readonly kind: "heartbeat" }>;

/** Hears a line: frames in order, then once that it is over. */
export interface LineListener {
  onSeen(seen: LineFrame): void;
  /** @param code of the close (RFC 6455) */
  onClosed(code: number): void;
}

/** The close code of a connection that was lost or never made (RFC 6455). */
const LOST = 1006;
/** What a frame is that could not be read at all. */
const NONSENSE: LineFrame = { kind: "nonsense" };

/** So many heartbeats may be missed before a line counts as lost. */
const MISSED_BEATS = 2;
/** A slower line than this cannot follow, bytes per ms: what is large has so much more time. */
const SLOWEST_LINE = 5;

/**
 * One live connection. What is large is parsed elsewhere, and what comes after it waits. Where the service has a
 * heartbeat, a line that is silent for longer counts as lost: after a sleep, or behind a router that has forgotten it,
 * nobody else would notice.
 */
export class LiveLine {
  readonly #socket: LiveSocket;
  readonly #parseLarge: ParseLarge | undefined;
  readonly #listener: LineListener;
  readonly #inOrder = new InOrder();
  /** How often something comes, ms; undefined: nobody knows. */
  #intervalMs: number | undefined;
  /** How long it may be silent, ms; undefined: for ever. */
  #patienceMs: number | undefined;
  /** When the next word is due, Unix ms: the clock also goes while a computer sleeps. */
  #dueAt: number | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  /** Of a large frame. */
  #reading: AbortController | undefined;
  #isOver = false;

  /** @param firstMs how long its opening may take, and then its first word */
  constructor(
    socket: LiveSocket,
    parseLarge: ParseLarge | undefined,
    firstMs: number,
    listener: LineListener,
  ) {
    this.#socket = socket;
    this.#parseLarge = parseLarge;
    this.#listener = listener;
    const closed = (code: number) =>
      this.#inOrder.add(() => {
        this.#end(code);
        return undefined;
      });
    socket.onclose = ({ code }) => closed(code);
    // Node 22 tells of a socket that never opened by an error alone; elsewhere a close follows.
    socket.onerror = () => closed(LOST);
    socket.onopen = () => {
      socket.onerror = null;
      this.#listen();
    };
    socket.onmessage = ({ data }) => {
      this.#listen();
      this.#inOrder.add(() => this.#receive(String(data)));
    };
    this.#patienceMs = firstMs;
    this.#listen();
  }

  /** Whether its next word should have come some time ago. */
  isLate(byMs: number): boolean {
    return this.#dueAt !== undefined && Date.now() > this.#dueAt + byMs;
  }

  /** Takes it for lost, whatever it may still bring. */
  giveUp(): void {
    this.#end(LOST);
  }

  /** Hears nothing more, and says nothing of it. */
  drop(): void {
    this.#isOver = true;
    clearTimeout(this.#silence);
    this.#reading?.abort();
    this.#socket.close();
  }

  /** Begins to wait for the next word. @param extraMs because it is long */
  #listen(extraMs = 0): void {
    clearTimeout(this.#silence);
    this.#dueAt = this.#intervalMs && Date.now() + this.#intervalMs + extraMs;
    if (this.#isOver || this.#patienceMs === undefined) return;
    this.#silence = setTimeout(() => this.giveUp(), this.#patienceMs + extraMs);
  }

  #see(seen: SeenFrame) {
    if (seen.kind === "heartbeat") return this.#listen(seen.nextBytes / SLOWEST_LINE);
    if (seen.kind === "frame" && seen.frame.type === "share") {
      this.#intervalMs = seen.frame.heartbeatMs;
      this.#patienceMs = this.#intervalMs && MISSED_BEATS * this.#intervalMs;
      this.#listen();
    }
    this.#listener.onSeen(seen);
  }

  #end(code: number): void {
    if (this.#isOver) return;
    this.drop();
    this.#listener.onClosed(code);
  }

  /** Takes a message; one that takes long is waited for, and the service with it. */
  #receive(text: string): Promise<void> | undefined {
    // A socket that was given up may still deliver: nobody hears it any more.
    if (this.#isOver) return undefined;
    const parseLarge = this.#parseLarge;
    if (text.length > MAX_LIVE_FRAME_BYTES) this.#see(NONSENSE);
    else if (parseLarge && text.length > LARGE_TEXT) return this.#receiveLarge(text, parseLarge);
    else this.#see(readFrameText(text));
    return undefined;
  }

  async #receiveLarge(text: string, parseLarge: ParseLarge): Promise<void> {
    this.#socket.pause?.();
    // Nothing comes while nothing is taken.
    clearTimeout(this.#silence);
    this.#dueAt = undefined;
    this.#reading = new AbortController();
    const seen = await readLargeFrame(text, parseLarge, this.#reading.signal).catch(() => NONSENSE);
    try {
      if (!this.#isOver) this.#see(seen);
    } finally {
      this.#socket.resume?.();
      this.#listen();
    }
  }
}
