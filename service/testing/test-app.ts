import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { buildApp } from "../app.ts";
import { LiveHub } from "../live/hub.ts";
import type { LogOptions } from "../logging.ts";
import { Shares } from "../shares/shares.ts";
import { MemoryStore } from "../store/memory-store.ts";
import type { ShareStore } from "../store/store.ts";

export interface TestAppOptions {
  readonly store?: ShareStore;
  readonly log?: LogOptions;
  readonly pageDir?: string;
}

/** The app as it is served, over a store in memory and with a clock that the test sets. */
export class TestApp {
  readonly app: FastifyInstance;
  readonly shares: Shares;
  readonly clock: { now: number };

  private constructor(app: FastifyInstance, shares: Shares, clock: { now: number }) {
    this.app = app;
    this.shares = shares;
    this.clock = clock;
  }

  static async build({ store = new MemoryStore(), log = false, pageDir = "/nowhere" }: TestAppOptions = {}) {
    const clock = { now: Date.now() };
    const now = () => clock.now;
    const hub = new LiveHub({ now, readSince: (shareId, revision) => store.readSince(shareId, revision) });
    const shares = new Shares({ store, watcher: hub, now });
    const publicUrl = () => "https://share.test";
    const checkStore = () => store.check();
    const app = await buildApp({ shares, hub, publicUrl, pageDir, version: "1.2.3", checkStore, log });
    return new TestApp(app, shares, clock);
  }

  async create(fields: object = {}): Promise<CreateShareResponse> {
    const body = { sessionId: "ses_sample", ...fields };
    const response = await this.app.inject({ method: "POST", url: routes.createShare.path, body });
    return response.json<CreateShareResponse>();
  }

  /** Calls a route of the protocol. */
  call(
    route: { readonly method: "GET" | "POST" | "PATCH" | "DELETE"; readonly path: string },
    shareId: string,
    options: {
      readonly secret?: string;
      readonly body?: object;
      readonly headers?: Record<string, string>;
    } = {},
  ): Promise<LightMyRequestResponse> {
    const { secret, body, headers } = options;
    return this.app.inject({
      method: route.method,
      url: routePath(route, shareId),
      headers: { ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...headers },
      ...(body === undefined ? {} : { body }),
    });
  }

  sync(
    { shareId, secret }: CreateShareResponse,
    entries: readonly unknown[],
  ): Promise<LightMyRequestResponse> {
    return this.call(routes.syncShare, shareId, { secret, body: { entries } });
  }
}
