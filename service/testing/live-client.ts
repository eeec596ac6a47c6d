import { once } from "node:events";
import { WebSocket } from "ws";
import { appendToJson } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import { type CloseReason, closeReason, type LiveFrame, readFrame } from "../../protocol/live.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import { emptyShare, receiveBatches, type ShareState } from "../../protocol/share-state.ts";

/** Follows a share over a real socket, for tests. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly frames: LiveFrame[] = [];
  /** Why the service closed the socket. */
  readonly closed: Promise<CloseReason | undefined>;
  state: ShareState<Json> = emptyShare();

  constructor(serviceUrl: string, shareId: string, since: number | string = 0, options: object = {}) {
    const url = `${serviceUrl.replace("http", "ws")}${routePath(routes.followShare, shareId)}?since=${since}`;
    this.socket = new WebSocket(url, options);
    this.closed = once(this.socket, "close").then(([code]) => closeReason(code as number));
    this.socket.on("message", (data, isBinary) => this.#receive(isBinary ? "binary" : String(data)));
  }

  /** Resolves when the frames so far satisfy. @throws Error when the service closes the socket before they do */
  async until(isSatisfied: () => boolean): Promise<void> {
    const closed = this.closed.then((reason) => {
      if (!isSatisfied()) throw new Error(`closed by the service: ${reason}`);
    });
    while (!isSatisfied()) await Promise.race([once(this.socket, "message"), closed]);
    closed.catch(() => undefined);
  }

  /** Resolves when the client knows a revision, or a newer one. */
  untilRevision(revision: number): Promise<void> {
    return this.until(() => this.state.revision >= revision);
  }

  #receive(text: string): void {
    const seen = readFrame(JSON.parse(text));
    if (seen.kind === "heartbeat") return;
    if (seen.kind !== "frame") throw new Error(`no frame of this version: ${text}`);
    const { frame } = seen;
    this.frames.push(frame);
    if (frame.type === "entries") this.state = receiveBatches(this.state, [frame], appendToJson);
  }
}

/** The HTTP status with which an upgrade was refused. */
export async function refusalOf(client: LiveClient): Promise<number | undefined> {
  client.closed.catch(() => undefined);
  const [, response] = (await once(client.socket, "unexpected-response")) as [
    unknown,
    { statusCode?: number },
  ];
  return response.statusCode;
}
