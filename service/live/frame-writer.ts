import type { WebSocket } from "ws";
import { heartbeatFrame } from "./heartbeat-frame.ts";

/** Part of a frame: a text message may go out in fragments (RFC 6455, section 5.4), between which others can be pinged. */
export interface Fragment {
  readonly bytes: Buffer;
  readonly isLast: boolean;
  /** About how long the whole frame is, of its first fragment. */
  readonly frameBytes?: number;
}

/** A frame that is longer is announced: on a slow line it takes longer than anybody may be silent, in bytes. */
const LARGE_FRAME_BYTES = 64 * 1024;

/** Writes frames to a socket, one after another, as fast as the other side takes them. */
export class FrameWriter {
  readonly #socket: WebSocket;
  readonly #hasHeartbeat: boolean;
  readonly #waiting: Buffer[] = [];
  #isInside = false;
  #hasMoved = false;

  constructor(socket: WebSocket, hasHeartbeat: boolean) {
    this.#socket = socket;
    this.#hasHeartbeat = hasHeartbeat;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Whether anything was taken since this was asked the last time. */
  takeProgress(): boolean {
    const hasMoved = this.#hasMoved;
    this.#hasMoved = false;
    return hasMoved;
  }

  /** Writes a whole frame, or has it written when the frame that is on its way has ended. */
  write(frame: Buffer): void {
    if (this.#isInside) this.#waiting.push(frame);
    else if (this.isOpen) {
      this.#announce(frame.length);
      this.#socket.send(frame, { binary: false }, this.#onTaken);
    }
  }

  /** Writes a sign of life, unless others are on their way. That it was taken says nothing of the other side. */
  beat(): void {
    if (!this.#hasHeartbeat || !this.isOpen) return;
    if (!this.#isInside && this.#socket.bufferedAmount === 0)
      this.#socket.send(heartbeatFrame(), { binary: false });
  }

  /** Writes fragments until the frame or the connection ends; each waits until the socket has taken the one before. */
  async writeInTurn(fragments: AsyncIterable<Fragment>): Promise<void> {
    for await (const { bytes, isLast, frameBytes = bytes.length } of fragments) {
      if (!this.isOpen) return;
      if (!this.#isInside) this.#announce(frameBytes);
      this.#isInside = !isLast;
      await this.#taken(bytes, isLast);
      if (isLast) for (const frame of this.#waiting.splice(0)) this.write(frame);
    }
  }

  #announce(bytes: number): void {
    if (this.#hasHeartbeat && bytes > LARGE_FRAME_BYTES)
      this.#socket.send(heartbeatFrame(bytes), { binary: false });
  }

  #taken(bytes: Buffer, fin: boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.send(bytes, { binary: false, fin }, (error) => {
        this.#onTaken(error);
        resolve();
      });
    });
  }

  #onTaken = (error?: Error | null): void => {
    if (!error) this.#hasMoved = true;
  };
}
