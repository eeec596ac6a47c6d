import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { WebSocket } from "ws";
import { MAX_VIEWER_BACKLOG_BYTES } from "../../protocol/limits.ts";
import { type CloseReason, closeCodes } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import type { Batch } from "../../protocol/share-state.ts";
import { catchUpFrames, shareFrame } from "./frames.ts";

/** Reads the step from a revision to the newest; what was read may be newer than what was published. */
export type ReadSince = (shareId: string, revision: number) => Promise<Batch<string>>;

/** Why whoever follows may no longer; undefined: they may. */
export type MayStay = () => Promise<CloseReason | undefined>;

/** How long a viewer whose right to read is over may take to hear of it, ms. */
const LEAVE_MS = 1_000;

export interface ViewerDeps {
  /** What the socket speaks over; undefined: it cannot be cut off but with what is on its way. */
  readonly connection?: Socket | undefined;
  readonly readSince: ReadSince;
  readonly mayStay: MayStay;
}

/**
 * One socket that follows a share. It catches up from what it knows, frame by frame as the socket takes them, until
 * nothing newer has been published meanwhile; from then on it takes each step as it comes. A step that does
 * not continue its own revision makes it catch up again, so none is lost, and one that it knows is passed over.
 */
export class Viewer {
  readonly #socket: WebSocket;
  readonly #deps: ViewerDeps;
  #share: Share;
  #revision: number;
  /** The revision that the viewer was told to expect; undefined before its first frame. */
  #announced: number | undefined;
  #published = 0;
  #isLive = false;
  #isAlive = true;

  constructor(socket: WebSocket, share: Share, since: number, deps: ViewerDeps) {
    this.#socket = socket;
    this.#share = share;
    this.#revision = since;
    this.#deps = deps;
    socket.on("pong", () => {
      this.#isAlive = true;
    });
  }

  /**
   * Tells the share and everything newer than the viewer knows, if whoever follows still may: that could have ended before
   * the socket was there to be told. Throws what reading throws.
   */
  async start(): Promise<void> {
    await this.recheck();
    const reading = await this.#read();
    this.#announced = reading.revision;
    await this.#send(shareFrame(this.#share, reading.revision));
    await this.#catchUp(reading);
  }

  /** Tells how the share is described from now on. */
  describe(share: Share): void {
    this.#share = share;
    if (this.#announced === undefined || !this.#isOpen()) return;
    const revision = Math.max(this.#announced, this.#revision);
    this.#socket.send(shareFrame(share, revision), { binary: false });
  }

  /** Takes a step that was just made; `frame` is the same for all viewers. */
  async take(batch: Batch<string>, frame: Buffer): Promise<void> {
    this.#published = Math.max(this.#published, batch.revision);
    if (!this.#isLive || !this.#isOpen() || batch.revision <= this.#revision) return;
    if (this.#socket.bufferedAmount > MAX_VIEWER_BACKLOG_BYTES) return this.close("lagging");
    if (batch.base === this.#revision) {
      this.#revision = batch.revision;
      this.#socket.send(frame, { binary: false });
    } else {
      this.#isLive = false;
      await this.#catchUp(await this.#read());
    }
  }

  /** Ends following if whoever follows may no longer; resolves when that is so. */
  async recheck(): Promise<void> {
    const reason = await this.#deps.mayStay();
    if (reason) await this.end(reason);
  }

  /**
   * Closes the socket and waits until it is closed: not a byte goes to it after that. One that does not take its leave within
   * a moment, such as one that reads too slowly to get there, is cut off without it.
   */
  async end(reason: CloseReason): Promise<void> {
    if (this.#socket.readyState === this.#socket.CLOSED) return;
    const closed = once(this.#socket, "close");
    this.close(reason);
    const moment = new AbortController();
    const isClosed = await Promise.race([
      closed.then(() => true),
      delay(LEAVE_MS, false, { signal: moment.signal, ref: false }),
    ]);
    if (!isClosed) this.cutOff();
    await closed;
    moment.abort();
  }

  close(reason: CloseReason): void {
    this.#socket.close(closeCodes[reason], reason);
  }

  /** Asks whether the other side is still there; one that has not answered since the last time is cut off. */
  ping(): void {
    if (!this.#isAlive) this.cutOff();
    else this.#socket.ping();
    this.#isAlive = false;
  }

  /** Ends the connection without waiting for the other side, and what was on its way there with it. */
  cutOff(): void {
    this.#deps.connection?.resetAndDestroy();
    this.#socket.terminate();
  }

  #read(): Promise<Batch<string>> {
    return this.#deps.readSince(this.#share.shareId, this.#revision);
  }

  async #catchUp(first: Batch<string>): Promise<void> {
    for (let reading = first; ; reading = await this.#read()) {
      for (const frame of catchUpFrames(reading)) {
        await this.#send(frame);
        if (!this.#isOpen()) return;
      }
      this.#revision = reading.revision;
      if (this.#published <= this.#revision) break;
    }
    this.#isLive = true;
  }

  /** Resolves when the socket has taken the frame, so that a slow viewer slows only itself. */
  #send(frame: Buffer): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isOpen()) this.#socket.send(frame, { binary: false }, () => resolve());
      else resolve();
    });
  }

  #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }
}
