import type * as z from "zod";
import {
  type StartDeviceRequest,
  type StartDeviceResponse,
  startDeviceResponseSchema,
} from "../protocol/device.ts";
import { readEntries } from "../protocol/entries.ts";
import type { MeResponse } from "../protocol/identity.ts";
import {
  type Manifest,
  type RouteAccess,
  routePath,
  routes,
  type SyncRequest,
  type SyncResponse,
  syncResponseSchema,
} from "../protocol/routes.ts";
import {
  type SeenCreated,
  type SeenHead,
  type SeenHealth,
  type SeenInfo,
  type SeenOwned,
  type SeenPolicy,
  type SeenSnapshot,
  seenCreatedSchema,
  seenHeadSchema,
  seenHealthSchema,
  seenInfoSchema,
  seenManifestSchema,
  seenMeSchema,
  seenOwnedSchema,
  seenPolicySchema,
  seenSnapshotSchema,
} from "../protocol/seen.ts";
import {
  type CreateShareRequest,
  type OpenShareResponse,
  openShareResponseSchema,
  TICKET_HEADER,
  type UpdateShareRequest,
} from "../protocol/share.ts";
import { outdatedSide, PROTOCOL_HEADER, PROTOCOL_PARAMETER, PROTOCOL_VERSION } from "../protocol/version.ts";
import { parseJson } from "./parse-json.ts";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "./service-error.ts";

/** How long a request may take, its answer included, before the service counts as unreachable, ms. */
export interface Timeouts {
  readonly request: number;
  /** For what may be many MB: a sync, a manifest, a whole share. */
  readonly transfer: number;
}

const DEFAULT_TIMEOUTS: Timeouts = { request: 15_000, transfer: 60_000 };

/** The right to one share: its id and owner secret. */
export interface OwnedShare {
  readonly shareId: string;
  readonly secret: string;
}

/** One's own share; without the secret, as whoever is signed in and created it. */
export interface OwnShare {
  readonly shareId: string;
  readonly secret?: string | undefined;
}

export interface ServiceClientOptions {
  readonly timeouts?: Timeouts | undefined;
  /** The personal token of whoever is signed in at this service; undefined: nobody. Asked before each request. */
  readonly token?: (() => Promise<string | undefined> | string | undefined) | undefined;
  /** The service says that a token does not count (any more). */
  readonly onTokenRefused?: ((token: string) => void) | undefined;
}

interface RequestOptions {
  readonly body?: unknown;
  readonly secret?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly isTransfer?: boolean;
  readonly query?: Readonly<Record<string, string>> | undefined;
}

/**
 * One service's HTTP API, typed by the protocol. It asks as the owner where it is given a share's secret, else as whoever
 * is signed in, and remembers the tickets of what it has opened.
 * Every method throws ServiceError (the service said no), ServiceUnreachableError or OutdatedError; an aborted `signal` throws its reason.
 */
export class ServiceClient {
  readonly serviceUrl: string;
  readonly #timeouts: Timeouts;
  readonly #options: ServiceClientOptions;
  /** By share. */
  readonly #tickets = new Map<string, string>();

  constructor(serviceUrl: string, options: ServiceClientOptions = {}) {
    this.serviceUrl = serviceUrl;
    this.#timeouts = options.timeouts ?? DEFAULT_TIMEOUTS;
    this.#options = options;
  }

  health(signal?: AbortSignal): Promise<SeenHealth> {
    return this.#read(routes.health, "", seenHealthSchema, { signal });
  }

  create(request: CreateShareRequest, signal?: AbortSignal): Promise<SeenCreated> {
    return this.#read(routes.createShare, "", seenCreatedSchema, { body: request, signal });
  }

  sync({ shareId, secret }: OwnedShare, body: SyncRequest, signal?: AbortSignal): Promise<SyncResponse> {
    const options = { body, secret, signal, isTransfer: true };
    return this.#read(routes.syncShare, shareId, syncResponseSchema, options);
  }

  manifest({ shareId, secret }: OwnedShare, signal?: AbortSignal): Promise<Manifest> {
    return this.#read(routes.readManifest, shareId, seenManifestSchema, { secret, signal, isTransfer: true });
  }

  /** Changes when a share ends, who may read it, and how. */
  update({ shareId, secret }: OwnShare, change: UpdateShareRequest, signal?: AbortSignal): Promise<SeenHead> {
    const options = { body: change, secret, signal };
    return this.#read(routes.updateShare, shareId, seenHeadSchema, options);
  }

  /** The share with who follows it and who has opened it. */
  info({ shareId, secret }: OwnShare, signal?: AbortSignal): Promise<SeenInfo> {
    return this.#read(routes.shareInfo, shareId, seenInfoSchema, { secret, signal });
  }

  async remove({ shareId, secret }: OwnShare, signal?: AbortSignal): Promise<void> {
    await this.#send(routes.deleteShare, shareId, { secret, signal });
  }

  /** A whole share. @throws OutdatedError when it holds what only a later version can read */
  async read(shareId: string, signal?: AbortSignal): Promise<SeenSnapshot> {
    const options = { signal, isTransfer: true };
    const snapshot = await this.#read(routes.readShare, shareId, seenSnapshotSchema, options);
    const entries = readEntries(snapshot.entries);
    if (!entries) throw new OutdatedError(this.serviceUrl, "client");
    return { ...snapshot, entries };
  }

  /** Asks whether a share can be read, without waiting for its content. */
  async probe(shareId: string, signal?: AbortSignal): Promise<void> {
    const { response } = await this.#send(routes.readShare, shareId, { signal });
    await response.body?.cancel();
  }

  /** Opens a share that has a password or a number of views: from now on this client may read and follow it. */
  async open(
    shareId: string,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<OpenShareResponse> {
    const options = { body: password === undefined ? {} : { password }, signal };
    const opened = await this.#read(routes.openShare, shareId, openShareResponseSchema, options);
    this.#tickets.set(shareId, opened.ticket);
    return opened;
  }

  /** What the service lets people do, and how they sign in. */
  policy(signal?: AbortSignal): Promise<SeenPolicy> {
    return this.#read(routes.policy, "", seenPolicySchema, { signal });
  }

  /** Whom the service takes this client's user for. */
  me(signal?: AbortSignal): Promise<MeResponse> {
    return this.#read(routes.me, "", seenMeSchema, { signal });
  }

  /** Asks that a token of this device counts; whether it does, `me` tells, once somebody has allowed it. */
  beginDeviceSignIn(request: StartDeviceRequest, signal?: AbortSignal): Promise<StartDeviceResponse> {
    return this.#read(routes.startDevice, "", startDeviceResponseSchema, { body: request, signal });
  }

  /** Ends the token that this client sends, for good. */
  async revokeToken(signal?: AbortSignal): Promise<void> {
    await this.#send(routes.endToken, "", { signal });
  }

  /** All living shares of whoever is signed in, the newest first, whichever machine they were made on. */
  async listShares(signal?: AbortSignal): Promise<SeenOwned["shares"]> {
    const shares: SeenOwned["shares"] = [];
    const pages = new Set<string>();
    for (let query: RequestOptions["query"]; ; ) {
      const page = await this.#read(routes.listShares, "", seenOwnedSchema, { query, signal });
      shares.push(...page.shares);
      // A service that goes round in circles is not followed.
      if (page.next === null || pages.has(page.next)) return shares;
      pages.add(page.next);
      query = { after: page.next };
    }
  }

  /** Where a share's live WebSocket is. */
  liveUrl(shareId: string, since: number): string {
    const url = new URL(this.serviceUrl + routePath(routes.followShare, shareId));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("since", String(since));
    url.searchParams.set(PROTOCOL_PARAMETER, String(PROTOCOL_VERSION));
    return url.href;
  }

  /** What proves to the service who follows a share, as headers of the WebSocket's request. */
  async liveHeaders(shareId: string): Promise<Readonly<Record<string, string>>> {
    return this.#proof(shareId, await this.#options.token?.());
  }

  async #read<T>(route: Route, shareId: string, schema: z.ZodType<T>, options: RequestOptions): Promise<T> {
    const { response, timeout } = await this.#send(route, shareId, options);
    const text = await response.text().catch((cause: unknown) => this.#fail(cause, timeout, options.signal));
    const value = parseJson(text);
    const side = outdatedSide(value);
    if (side) throw new OutdatedError(this.serviceUrl, side);
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new ServiceUnreachableError(this.serviceUrl, "the answer is not that of an opencode-share service");
  }

  async #send(route: Route, shareId: string, options: RequestOptions): Promise<Answer> {
    const token = options.secret ?? (isForAll(route) ? undefined : await this.#options.token?.());
    try {
      return await this.#sendAs(token, route, shareId, options);
    } catch (error) {
      const isRefused = error instanceof ServiceError && error.code === "unauthorized";
      // Of an owner's route it may only say that the share is somebody else's.
      if (!isRefused || token === undefined || token === options.secret || route.access === "owner")
        throw error;
      this.#options.onTokenRefused?.(token);
      // What everybody may read must not depend on a token that is over.
      if (route.access === "reader") return this.#sendAs(undefined, route, shareId, options);
      throw error;
    }
  }

  async #sendAs(
    bearer: string | undefined,
    route: Route,
    shareId: string,
    options: RequestOptions,
  ): Promise<Answer> {
    const { body, signal, isTransfer, query } = options;
    const timeout = AbortSignal.timeout(isTransfer ? this.#timeouts.transfer : this.#timeouts.request);
    const search = query ? `?${new URLSearchParams(query)}` : "";
    const response = await fetch(this.serviceUrl + routePath(route, shareId) + search, {
      method: route.method,
      redirect: "error",
      headers: {
        [PROTOCOL_HEADER]: String(PROTOCOL_VERSION),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...this.#proof(route.access === "reader" ? shareId : undefined, bearer),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).catch((cause: unknown) => this.#fail(cause, timeout, signal));
    if (response.ok) return { response, timeout };
    const error = await ServiceError.from(response);
    signal?.throwIfAborted();
    throw error;
  }

  #proof(read: string | undefined, bearer: string | undefined): Readonly<Record<string, string>> {
    const ticket = read === undefined ? undefined : this.#tickets.get(read);
    return {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(ticket === undefined ? {} : { [TICKET_HEADER]: ticket }),
    };
  }

  #fail(cause: unknown, timeout: AbortSignal, signal: AbortSignal | undefined): never {
    signal?.throwIfAborted();
    const why = timeout.aborted ? "no answer in time" : "the service cannot be reached";
    throw new ServiceUnreachableError(this.serviceUrl, why, { cause });
  }
}

interface Answer {
  readonly response: Response;
  readonly timeout: AbortSignal;
}

/** What is the same for everybody is asked without a token: one that is over must not stand in the way. */
const isForAll = (route: Route) => route.access === "anyone" && route !== routes.me;

type Route = { readonly method: string; readonly path: string; readonly access: RouteAccess };
