import { subscribe, unsubscribe } from "node:diagnostics_channel";

const CREATED = "undici:request:create";
const HEADERS = "undici:client:sendHeaders";
const BODY = "undici:request:bodyChunkSent";

/** Watches every `fetch` of this process, by the diagnostics that Node publishes. */
export class RequestTrace {
  /** When each request was made, ms since 1970. */
  readonly madeAt: number[] = [];
  bodyBytes = 0;
  headerBytes = 0;
  readonly #listeners = {
    [CREATED]: () => void this.madeAt.push(Date.now()),
    [HEADERS]: (message: unknown) => {
      this.headerBytes += Buffer.byteLength((message as { readonly headers: string }).headers);
    },
    [BODY]: (message: unknown) => {
      this.bodyBytes += Buffer.byteLength((message as { readonly chunk: string | Uint8Array }).chunk);
    },
  };

  constructor() {
    for (const [channel, listener] of Object.entries(this.#listeners)) subscribe(channel, listener);
  }

  stop(): void {
    for (const [channel, listener] of Object.entries(this.#listeners)) unsubscribe(channel, listener);
  }
}
