import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { type CloseReason, closeCodes, type LiveFrame } from "../../protocol/live.ts";

/** The content policy under which the page must work: nothing inline, nothing foreign. */
export const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** A service as far as a viewer sees it: serves files below a base path, and plays the frames that a test gives it. */
export class ShareServer {
  contentPolicy = CONTENT_POLICY;
  /** What a viewer gets who connects. */
  opening: readonly LiveFrame[] = [];
  /** How reads are answered while the share is not open to viewers; undefined: upgrades are accepted. */
  refusal: { readonly status: number; readonly code: string } | undefined;
  /** Paths that were asked for and are not there. */
  readonly missed: string[] = [];
  /** Live connections so far, by their `since`. */
  readonly connections: number[] = [];
  readonly #assets: ReadonlyMap<string, Asset>;
  readonly #base: string;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true });

  constructor(assets: ReadonlyMap<string, Asset>, base = "") {
    this.#assets = assets;
    this.#base = base;
    this.#server = createServer((request, response) => this.#answer(request, response));
    this.#server.on("upgrade", (request, socket, head) => {
      if (this.refusal) return socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      this.#sockets.handleUpgrade(request, socket, head, (viewer) => this.#welcome(viewer, request));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${this.#base}`;
  }

  send(...frames: readonly LiveFrame[]): void {
    for (const viewer of this.#sockets.clients)
      for (const frame of frames) viewer.send(JSON.stringify(frame));
  }

  /** Ends all connections for a reason, or without one. */
  drop(reason?: CloseReason): void {
    for (const viewer of this.#sockets.clients)
      reason ? viewer.close(closeCodes[reason], reason) : viewer.terminate();
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  #welcome(viewer: WebSocket, request: IncomingMessage): void {
    this.connections.push(Number(new URL(request.url ?? "", "http://x").searchParams.get("since")));
    for (const frame of this.opening) viewer.send(JSON.stringify(frame));
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const path = new URL(request.url ?? "", "http://x").pathname.slice(this.#base.length);
    response.setHeader("content-security-policy", this.contentPolicy);
    const asset = this.#assets.get(/^\/(?:share|s|shared)\//.test(path) ? "/index.html" : path);
    if (asset) {
      response.setHeader("content-type", asset.type);
      response.end(asset.body);
      return;
    }
    if (!path.startsWith("/api/")) this.missed.push(path);
    const { status, code } = this.refusal ?? { status: 404, code: "not_found" };
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify({ error: { code, message: code } }));
  }
}
