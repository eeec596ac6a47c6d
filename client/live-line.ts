import { MAX_LIVE_FRAME_BYTES } from "../protocol/limits.ts";
import type { SeenFrame } from "../protocol/live.ts";
import { readFrameText, readLargeFrame } from "./frame-text.ts";
import { InOrder } from "./in-order.ts";
import { LARGE_TEXT, type ParseLarge } from "./large-text.ts";
import type { LiveSocket } from "./open-socket.ts";

/** Hears a line: frames in order, then once that it is over. */
export interface LineListener {
  onSeen(seen: SeenFrame): void;
  /** @param code of the close (RFC 6455) */
  onClosed(code: number): void;
}

/** The close code of a connection that was lost or never made (RFC 6455). */
const LOST = 1006;
/** What a frame is that could not be read at all. */
const NONSENSE: SeenFrame = { kind: "nonsense" };

/** One live connection. What is large is parsed elsewhere, and what comes after it waits. */
export class LiveLine {
  readonly #socket: LiveSocket;
  readonly #parseLarge: ParseLarge | undefined;
  readonly #listener: LineListener;
  readonly #inOrder = new InOrder();
  /** How long it may be silent, ms; undefined: for ever. */
  #patienceMs: number | undefined;
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
    this.bearSilence(firstMs);
  }

  /** From now on it is taken for lost when it is silent for longer. */
  bearSilence(ms: number | undefined): void {
    this.#patienceMs = ms;
    this.#listen();
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

  /** Begins to wait for the next word. */
  #listen(): void {
    clearTimeout(this.#silence);
    if (this.#isOver || this.#patienceMs === undefined) return;
    this.#silence = setTimeout(() => this.giveUp(), this.#patienceMs);
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
    if (text.length > MAX_LIVE_FRAME_BYTES) this.#listener.onSeen(NONSENSE);
    else if (parseLarge && text.length > LARGE_TEXT) return this.#receiveLarge(text, parseLarge);
    else this.#listener.onSeen(readFrameText(text));
    return undefined;
  }

  async #receiveLarge(text: string, parseLarge: ParseLarge): Promise<void> {
    this.#socket.pause?.();
    // Nothing comes while nothing is taken.
    clearTimeout(this.#silence);
    this.#reading = new AbortController();
    const seen = await readLargeFrame(text, parseLarge, this.#reading.signal).catch(() => NONSENSE);
    try {
      if (!this.#isOver) this.#listener.onSeen(seen);
    } finally {
      this.#socket.resume?.();
      this.#listen();
    }
  }
}
