import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { WebSocket } from "ws";
import { MAX_VIEWER_BACKLOG_BYTES } from "../../protocol/limits.ts";
import { type CloseReason, closeCodes } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import type { Reading } from "../store/reading.ts";
import type { StoredBatch } from "../store/store.ts";
import type { CatchUpBudget } from "./catch-up-budget.ts";
import { FrameWriter } from "./frame-writer.ts";
import { catchUpFrames, shareFrame } from "./frames.ts";

/** Reads the step from a revision to the newest; what was read may be newer than what was published. */
export type ReadSince = (shareId: string, revision: number) => Promise<Reading>;

/** Why whoever follows may no longer; undefined: they may. */
export type MayStay = () => Promise<CloseReason | undefined>;

/** How much may wait to be sent before a viewer is told that it ends, in bytes. Beyond, the connection is just cut off. */
const MAX_LAST_BYTES = 64 * 1024;
/** How long a viewer whose right to read is over may take to hear of it, ms. */
const LEAVE_MS = 1_000;

export interface SubscriberDeps {
  /** What the socket speaks over; undefined: it cannot be cut off but with what is on its way. */
  readonly connection?: Socket | undefined;
  readonly readSince: ReadSince;
  readonly budget: CatchUpBudget;
  readonly mayStay: MayStay;
  /** How often `beat` is called, ms; undefined: the viewer does not know what a heartbeat is. */
  readonly heartbeatMs: number | undefined;
}

/**
 * One socket that follows a share. It catches up from what it knows, frame by frame as the socket takes them, until
 * nothing newer has been published meanwhile; from then on it takes each step as it comes. A step that does
 * not continue its own revision makes it catch up again, so none is lost, and one that it knows is passed over.
 */
export class Subscriber {
  readonly #socket: WebSocket;
  readonly #deps: SubscriberDeps;
  readonly #writer: FrameWriter;
  #share: Share;
  #revision: number;
  /** The revision that the viewer was told to expect; undefined before its first frame. */
  #announced: number | undefined;
  #published = 0;
  #isLive = false;
  #isAlive = true;

  constructor(socket: WebSocket, share: Share, since: number, deps: SubscriberDeps) {
    this.#socket = socket;
    this.#writer = new FrameWriter(socket, deps.heartbeatMs !== undefined);
    this.#share = share;
    this.#revision = since;
    this.#deps = deps;
    socket.on("pong", () => {
      this.#isAlive = true;
    });
  }

  /** The revision up to which it has been told or will have been by itself. */
  get expects(): number {
    return Math.max(this.#published, this.#revision);
  }

  /** The revision that it has, where it takes each step as it comes. */
  get liveRevision(): number | undefined {
    return this.#isLive ? this.#revision : undefined;
  }

  /**
   * Tells the share and everything newer than the viewer knows, if whoever follows still may: that could have ended before
   * the socket was there to be told. Throws what reading throws.
   */
  async start(): Promise<void> {
    const reading = await this.#read();
    if (!reading) return;
    this.#announced = reading.revision;
    this.#writer.write(shareFrame(this.#share, reading.revision, this.#deps.heartbeatMs));
    await this.#catchUp(reading);
  }

  /** Tells how the share is described from now on. */
  describe(share: Share): void {
    this.#share = share;
    if (this.#announced === undefined) return;
    const revision = Math.max(this.#announced, this.#revision);
    this.#writer.write(shareFrame(share, revision, this.#deps.heartbeatMs));
  }

  /** Tells that the line is alive. The first frame is told before. */
  beat(): void {
    if (this.#announced !== undefined) this.#writer.beat();
  }

  /** Takes a step that was just made; `frame` is the same for all viewers. One that has none is read. */
  async take(batch: Pick<StoredBatch, "base" | "revision">, frame: Buffer | undefined): Promise<void> {
    this.#published = Math.max(this.#published, batch.revision);
    if (!this.#isLive || !this.#writer.isOpen || batch.revision <= this.#revision) return;
    if (this.#socket.bufferedAmount > MAX_VIEWER_BACKLOG_BYTES) return this.close("lagging");
    if (frame && batch.base === this.#revision) {
      this.#revision = batch.revision;
      this.#writer.write(frame);
    } else {
      this.#isLive = false;
      const reading = await this.#read();
      if (reading) await this.#catchUp(reading);
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

  /** Tells why it ends. What waits to be sent before that is not sent any more to whoever may not read it. */
  close(reason: CloseReason): void {
    this.#socket.close(closeCodes[reason], reason);
    const mayReadOn = reason === "lagging" || reason === "restarting";
    if (!mayReadOn && this.#socket.bufferedAmount > MAX_LAST_BYTES) this.cutOff();
  }

  /**
   * Asks whether the other side is still there. One that has neither answered nor taken anything since the last time is cut
   * off: on a slow line the answer waits behind what is on its way.
   */
  ping(): void {
    if (!this.#writer.takeProgress() && !this.#isAlive) this.cutOff();
    else this.#socket.ping();
    this.#isAlive = false;
  }

  /** Ends the connection without waiting for the other side, and what was on its way there with it. */
  cutOff(): void {
    this.#deps.connection?.resetAndDestroy();
    this.#socket.terminate();
  }

  /**
   * Begins to read what is newer than the viewer knows, and asks then whether it may stay: that could have ended until the
   * reading began. Undefined: it is over.
   */
  async #read(): Promise<Reading | undefined> {
    const reading = await this.#deps.readSince(this.#share.shareId, this.#revision);
    try {
      await this.recheck();
    } catch (error) {
      reading.close();
      throw error;
    }
    if (this.#writer.isOpen) return reading;
    reading.close();
    return undefined;
  }

  async #catchUp(first: Reading): Promise<void> {
    for (let reading: Reading | undefined = first; reading; reading = await this.#read()) {
      await this.#tell(reading);
      if (!this.#writer.isOpen) return;
      this.#revision = reading.revision;
      if (this.#published > this.#revision) continue;
      this.#isLive = true;
      return;
    }
  }

  async #tell(reading: Reading): Promise<void> {
    const { budget } = this.#deps;
    const end = budget.begin();
    try {
      await this.#writer.writeInTurn(catchUpFrames(reading, budget));
    } finally {
      end();
      reading.close();
    }
  }
}
