import { randomBytes } from "node:crypto";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { AuthMode, User } from "../../protocol/identity.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { buildApp } from "../app.ts";
import { composeService, type ServiceOptions, type Services } from "../compose.ts";
import type { OidcConfig } from "../identity/oidc/oidc-config.ts";
import { hashSecret } from "../identity/tokens.ts";
import type { LogOptions } from "../logging.ts";
import { policyFileSchema, servicePolicy } from "../policy/service-policy.ts";
import { cookieName, SESSION_COOKIE } from "../routes/cookies.ts";
import type { Shares } from "../shares/shares.ts";
import { memoryStores, type Stores } from "../storage/stores.ts";
import type { ShareStore } from "../store/store.ts";
import type { HttpTimeouts } from "../timeouts.ts";

export interface TestAppOptions {
  readonly store?: ShareStore;
  /** Instead of those in memory. */
  readonly stores?: Partial<Stores>;
  readonly auth?: AuthMode;
  readonly oidc?: OidcConfig;
  /** What a policy file would say. */
  readonly policy?: object;
  readonly trustProxy?: readonly string[];
  readonly reportUnwritten?: ServiceOptions["reportUnwritten"];
  readonly log?: LogOptions;
  readonly timeouts?: HttpTimeouts;
  readonly pageDir?: string;
  /** What the service seals with; default: a random one. */
  readonly key?: Uint8Array;
  /** What links begin with; default `https://share.test`. */
  readonly publicUrl?: () => string;
  readonly heartbeatMs?: number;
  readonly pollLastsMs?: number;
}

/** The app as it is served, over stores in memory and with a clock that the test sets. */
export class TestApp {
  readonly app: FastifyInstance;
  readonly parts: Services;
  readonly stores: Stores;
  readonly clock: { now: number };

  private constructor(app: FastifyInstance, parts: Services, stores: Stores, clock: { now: number }) {
    this.app = app;
    this.parts = parts;
    this.stores = stores;
    this.clock = clock;
  }

  static async build(options: TestAppOptions = {}) {
    const { auth = "none", trustProxy = [], log = false, pageDir = "/nowhere" } = options;
    const clock = { now: Date.now() };
    const stores = {
      ...memoryStores(),
      ...options.stores,
      ...(options.store ? { shares: options.store } : {}),
    };
    const policy = servicePolicy(auth, policyFileSchema.parse(options.policy ?? {}));
    const parts = composeService({
      stores,
      policy,
      key: options.key ?? randomBytes(32),
      oidc: options.oidc,
      keysCooldownMs: 0,
      reportUnwritten: options.reportUnwritten,
      heartbeatMs: options.heartbeatMs,
      pollLastsMs: options.pollLastsMs,
      now: () => clock.now,
    });
    const { publicUrl = () => "https://share.test" } = options;
    const rest = {
      policy,
      publicUrl,
      pageDir,
      version: "1.2.3",
      timeouts: options.timeouts,
      trustProxy,
      log,
    };
    return new TestApp(await buildApp({ ...parts, ...rest }), parts, stores, clock);
  }

  get shares(): Shares {
    return this.parts.shares;
  }

  /** A personal token of somebody; what is not given of them is made up. */
  async token(
    user: Partial<User> & { readonly id: string },
    expiresAt: number | null = null,
  ): Promise<string> {
    const whole: User = { org: "acme", groups: [], role: "member", ...user };
    return (await this.parts.tokens.create({ user: whole, label: "test", expiresAt })).token;
  }

  /** What a browser sends whose person signed in with a token: name and value of the cookie. */
  async cookie(token: string, publicUrl = "https://share.test"): Promise<{ name: string; value: string }> {
    const { sealed } = await this.parts.sessions.start({ tokenHash: hashSecret(token), endsAt: null });
    return { name: cookieName(SESSION_COOKIE, publicUrl), value: sealed };
  }

  /** Creates a share, by a personal token where the service knows people. */
  async create(fields: object = {}, token?: string): Promise<CreateShareResponse> {
    const body = { sessionId: "ses_sample", ...fields };
    const response = await this.call(routes.createShare, "", { body, ...(token ? { secret: token } : {}) });
    return response.json<CreateShareResponse>();
  }

  /** Calls a route of the protocol. */
  call(
    route: { readonly method: "GET" | "POST" | "PATCH" | "DELETE"; readonly path: string },
    shareId: string,
    options: {
      /** An owner secret, or a token. */
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
