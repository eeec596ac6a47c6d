import { setTimeout as delay } from "node:timers/promises";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { messageOf } from "../../../../primitives/message-of.ts";
import { Sequencer } from "../../../../primitives/sequencer.ts";
import type { Report } from "../../session-source.ts";
import { followEvents } from "./event-stream.ts";
import type { KnownServer, ServerFinder } from "./known-server.ts";
import type { Connection } from "./streamed-blocks.ts";

export interface ServerEventsOptions {
  readonly finder: ServerFinder;
  readonly onData: (data: string, connection: Connection) => void;
  /** A connection has ended: what it told may have gone on without it. */
  readonly onLost: (connection: Connection) => void;
  /** Hears when a server is followed, and once why it is not. */
  readonly report: Report;
  readonly pace?: ReconnectPace;
}

/** How the next try is waited for, ms. */
export interface ReconnectPace {
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
}

/** How long a stream must have lasted before the next pauses are short again, ms. */
const STABLE_MS = 10_000;

const STANDARD_PACE: ReconnectPace = { firstRetryMs: 1000, longestRetryMs: 30_000 };

/** The events of all servers that are known, one connection each. */
export class ServerEvents implements Disposable {
  readonly #options: ServerEventsOptions;
  readonly #connections = new Map<string, AbortController>();
  readonly #watch: Disposable;
  readonly #sequencer = new Sequencer();
  #isDisposed = false;

  constructor(options: ServerEventsOptions) {
    this.#options = options;
    this.#watch = options.finder.watch(() => this.#find());
    this.#find();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#watch.dispose();
    this.#keepOnly(new Map());
  }

  #find(): void {
    void this.#sequencer.run(async () => {
      const servers = await this.#options.finder.find();
      if (this.#isDisposed) return;
      const byName = new Map(servers.map((server) => [JSON.stringify(server), server]));
      this.#keepOnly(byName);
      for (const [name, server] of byName) if (!this.#connections.has(name)) this.#connect(name, server);
    });
  }

  #keepOnly(wanted: ReadonlyMap<string, KnownServer>): void {
    for (const [name, connection] of this.#connections) {
      if (wanted.has(name)) continue;
      this.#connections.delete(name);
      connection.abort();
    }
  }

  #connect(name: string, server: KnownServer): void {
    const connection = new AbortController();
    this.#connections.set(name, connection);
    void this.#keepFollowing(server, connection.signal);
  }

  async #keepFollowing(server: KnownServer, signal: AbortSignal): Promise<void> {
    const { onData, onLost, report, pace = STANDARD_PACE } = this.#options;
    let backoff: IBackoff<unknown> | undefined;
    let said: string | undefined;
    while (!signal.aborted) {
      const connection: Connection = Symbol(server.origin);
      let openedAt: number | undefined;
      const onOpen = () => {
        openedAt = performance.now();
        said = undefined;
        report(`Text that still streams comes from the opencode server at ${server.origin}.`);
      };
      const why = await followEvents(
        server,
        { onOpen, onData: (data) => onData(data, connection) },
        signal,
      ).catch((error: unknown) => messageOf(error));
      onLost(connection);
      if (openedAt !== undefined && performance.now() - openedAt >= STABLE_MS) backoff = undefined;
      if (signal.aborted) return;
      if (why !== said) report(`The opencode server at ${server.origin} is not followed now: ${why}.`);
      said = why;
      // Nobody may have told that it is gone, or where it is now.
      this.#find();
      backoff = backoff?.next(undefined) ?? firstBackoff(pace);
      await delay(backoff.duration, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

function firstBackoff({ firstRetryMs, longestRetryMs }: ReconnectPace): IBackoff<unknown> {
  return new ExponentialBackoff({ initialDelay: firstRetryMs, maxDelay: longestRetryMs }).next();
}
