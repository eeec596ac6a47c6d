import pg from "pg";
import { CHANNEL } from "./notifier.ts";

/** How long it is waited before a connection is made again, ms. */
const AGAIN_MS = 500;
const CONNECT_MS = 5_000;

export interface ListenerDeps {
  readonly url: string;
  /** Told each notification. */
  readonly onSaid: (text: string) => void;
  /** Told whenever it begins to listen: what was said before was missed. */
  readonly onListening: () => void;
}

/** A connection that does nothing but listen, and is made again whenever it ends. */
export class Listener {
  readonly #deps: ListenerDeps;
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(deps: ListenerDeps) {
    this.#deps = deps;
    void this.#connect();
  }

  /** Gives up a connection on which nothing is heard, and makes another. */
  renew(): void {
    this.#lose(this.#client);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#lose(this.#client);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#deps.url,
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
      application_name: "opencode-share listener",
    });
    this.#client = client;
    client.on("error", () => this.#lose(client));
    client.on("end", () => this.#lose(client));
    client.on("notification", ({ payload }) => {
      if (payload !== undefined) this.#deps.onSaid(payload);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      if (this.#client === client) this.#deps.onListening();
    } catch {
      this.#lose(client);
    }
  }

  #lose(client: pg.Client | undefined): void {
    if (!client || this.#client !== client) return;
    this.#client = undefined;
    // Its end may be waited for on a line that says nothing any more.
    void client.end().catch(() => undefined);
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#connect(), AGAIN_MS).unref();
  }
}
