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

/** An error that is answered instead. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message?: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

const READING = /^\/api\/sessions\/shared\/[^/]+$/;

/** A service as far as a viewer sees it: serves files below a base path, and plays the frames that a test gives it. */
export class ShareServer {
  contentPolicy = CONTENT_POLICY;
  /** What a viewer gets who connects. */
  opening: readonly LiveFrame[] = [];
  /** How reads are answered while the share is not open to viewers; undefined: upgrades are accepted. */
  refusal: Refusal | undefined;
  /** How openings are answered; undefined: they are let in, and so is who reads from then on. */
  closed: Refusal | undefined;
  /** How the service says that it knows people. */
  auth = "none";
  /** Who is signed in; signing in makes it `signsInAs`, signing out nobody. */
  user: object | null = null;
  signsInAs: object = { id: "ann", name: "Ann Example", org: "acme", groups: [], role: "member" };
  /** What was asked for below `/api/` and `/auth/`, beside sockets: method and path. */
  readonly asked: string[] = [];
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
      response.end(this.#filled(asset));
      return;
    }
    // What there is comes over the socket here: frames are what a test plays.
    if (READING.test(path)) {
      refuse(response, this.refusal ?? { status: 502, code: "no reading" });
      return;
    }
    if (/^\/(api|auth)\//.test(path)) this.asked.push(`${request.method} ${path}`);
    else this.missed.push(path);
    if (!this.#answerPeople(path, request, response))
      refuse(response, this.refusal ?? { status: 404, code: "not_found" });
  }

  #filled({ body }: Asset): string | Uint8Array {
    return typeof body === "string" ? body.replace('content="none"', `content="${this.auth}"`) : body;
  }

  /** Signing in and out, who one is, and opening; false when it is something else. */
  #answerPeople(path: string, request: IncomingMessage, response: ServerResponse): boolean {
    const { searchParams } = new URL(request.url ?? "", "http://x");
    if (path === "/auth/login") {
      this.user = this.signsInAs;
      this.refusal = undefined;
      response.writeHead(302, { location: searchParams.get("return") ?? "/" }).end();
    } else if (path === "/auth/logout") {
      this.user = null;
      response.writeHead(204).end();
    } else if (path === "/api/me") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ user: this.user }));
    } else if (path.endsWith("/open")) {
      if (this.closed) refuse(response, this.closed);
      else this.#letIn(response);
    } else return false;
    return true;
  }

  #letIn(response: ServerResponse): void {
    this.refusal = undefined;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ ticket: "t", expiresAt: 1 }));
  }
}

function refuse(response: ServerResponse, { status, code, message = code, retryAfter }: Refusal): void {
  if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { code, message } }));
}
