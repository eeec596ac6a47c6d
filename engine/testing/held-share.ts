import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { ServiceClient } from "../../client/service-client.ts";
import { contentHash } from "../../protocol/content-hash.ts";
import {
  AppendMismatchError,
  appendToJson,
  applyEntries,
  commitChanges,
  type Entry,
} from "../../protocol/entries.ts";
import { type ErrorCode, errorStatus } from "../../protocol/errors.ts";
import type { Json } from "../../protocol/json.ts";

/** What came in one sync request. */
export interface HeldSync {
  readonly entries: readonly Entry[];
  readonly known: number;
  readonly bytes: number;
}

/** Instead of taking a request: the service's own refusal, or a proxy's without a body. */
export type Refusal = { readonly code: ErrorCode } | { readonly status: number };

/** One share at a server that does what the protocol says of syncing, and refuses what a test wants refused. */
export class HeldShare {
  readonly contents = new Map<string, Json>();
  revision = 0;
  /** All that came, refused or not, in order. */
  readonly syncs: HeldSync[] = [];
  /** How often it was asked what it holds. */
  manifests = 0;
  refuse: (sync: HeldSync) => Refusal | undefined = () => undefined;
  /** Runs before what it holds is told. */
  beforeManifest: () => void | Promise<void> = () => {};
  readonly credentials = { shareId: "A".repeat(43), secret: "S".repeat(43) };
  readonly client: ServiceClient;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.client = new ServiceClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on("request", (request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<HeldShare> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new HeldShare(server);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === "GET") {
      this.manifests += 1;
      await this.beforeManifest();
      const keys = [...this.contents].map(([key, content]) => [key, contentHash(JSON.stringify(content))]);
      response.end(JSON.stringify({ revision: this.revision, keys: Object.fromEntries(keys) }));
      return;
    }
    const body = await text(request);
    const { entries, known } = JSON.parse(body) as HeldSync;
    const sync = { entries, known, bytes: Buffer.byteLength(body) };
    this.syncs.push(sync);
    const refusal = this.refuse(sync) ?? this.#take(entries);
    if (!refusal) {
      response.end(JSON.stringify({ revision: this.revision }));
      return;
    }
    const status = "status" in refusal ? refusal.status : errorStatus[refusal.code];
    const error =
      "code" in refusal ? { error: { code: refusal.code, message: `it is ${refusal.code}` } } : {};
    response.writeHead(status).end(JSON.stringify(error));
  }

  #take(entries: readonly Entry[]): Refusal | undefined {
    try {
      commitChanges(this.contents, applyEntries(this.contents, entries, appendToJson));
      this.revision += 1;
      return undefined;
    } catch (error) {
      if (error instanceof AppendMismatchError) return { code: "append_mismatch" };
      throw error;
    }
  }
}
