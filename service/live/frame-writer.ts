import type { WebSocket } from "ws";

/** Part of a frame: a text message may go out in fragments (RFC 6455, section 5.4), between which others can be pinged. */
export interface Fragment {
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** Writes frames to a socket, one after another, as fast as the other side takes them. */
export class FrameWriter {
  readonly #socket: WebSocket;
  readonly #waiting: Buffer[] = [];
  #isInside = false;
  #hasMoved = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
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
    else if (this.isOpen) this.#socket.send(frame, { binary: false }, this.#onTaken);
  }

  /** Writes fragments until the frame or the connection ends; each waits until the socket has taken the one before. */
  async writeInTurn(fragments: AsyncIterable<Fragment>): Promise<void> {
    for await (const { bytes, isLast } of fragments) {
      if (!this.isOpen) return;
      this.#isInside = !isLast;
      await this.#taken(bytes, isLast);
      if (isLast) for (const frame of this.#waiting.splice(0)) this.write(frame);
    }
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
