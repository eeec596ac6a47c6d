import type * as z from "zod";
import {
  type StartDeviceRequest,
  type StartDeviceResponse,
  startDeviceResponseSchema,
} from "../protocol/device.ts";
import { type Entry, entrySchema } from "../protocol/entries.ts";
import { type MeResponse, meResponseSchema } from "../protocol/identity.ts";
import { MAX_LARGE_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from "../protocol/limits.ts";
import { ownShareLink } from "../protocol/links.ts";
import { type Policy, policySchema } from "../protocol/policy.ts";
import {
  type Health,
  healthSchema,
  type Manifest,
  manifestSchema,
  NDJSON,
  type OwnedShares,
  ownedSharesSchema,
  routePath,
  routes,
  type ShareInfo,
  type Snapshot,
  type SyncRequest,
  type SyncResponse,
  shareInfoSchema,
  snapshotHeadSchema,
  snapshotSchema,
  syncResponseSchema,
  type UpdateShareResponse,
  updateShareResponseSchema,
} from "../protocol/routes.ts";
import {
  type CreateShareRequest,
  type CreateShareResponse,
  createShareResponseSchema,
  type OpenShareResponse,
  openShareResponseSchema,
  type UpdateShareRequest,
} from "../protocol/share.ts";
import { type BodyLimit, readLines, readText } from "./bounded-body.ts";
import { parseJson } from "./parse-json.ts";
import { ServiceUnreachableError } from "./service-error.ts";
import {
  type RequestOptions,
  type Route,
  type ServiceClientOptions,
  ServiceRequests,
  type Take,
} from "./service-requests.ts";

export type { ServiceClientOptions, Timeouts } from "./service-requests.ts";

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

/**
 * One service's HTTP API, typed by the protocol. It asks as the owner where it is given a share's secret, else as whoever
 * is signed in, and remembers the tickets of what it has opened.
 * Every method throws ServiceError (the service said no) or ServiceUnreachableError; an aborted `signal` throws its reason.
 */
export class ServiceClient {
  readonly serviceUrl: string;
  readonly #requests: ServiceRequests;

  constructor(serviceUrl: string, options: ServiceClientOptions = {}) {
    this.serviceUrl = serviceUrl;
    this.#requests = new ServiceRequests(serviceUrl, options);
  }

  health(signal?: AbortSignal): Promise<Health> {
    return this.#read(routes.health, "", healthSchema, { signal });
  }

  async create(request: CreateShareRequest, signal?: AbortSignal): Promise<CreateShareResponse> {
    const options = { body: request, signal };
    return this.#withOwnLink(await this.#read(routes.createShare, "", createShareResponseSchema, options));
  }

  sync({ shareId, secret }: OwnedShare, body: SyncRequest, signal?: AbortSignal): Promise<SyncResponse> {
    const options = { body, secret, signal, isTransfer: true };
    return this.#read(routes.syncShare, shareId, syncResponseSchema, options);
  }

  manifest({ shareId, secret }: OwnedShare, signal?: AbortSignal): Promise<Manifest> {
    return this.#read(routes.readManifest, shareId, manifestSchema, {
      ...{ secret, signal },
      ...LARGE,
    });
  }

  /** Changes when a share ends, who may read it, and how. */
  update(
    { shareId, secret }: OwnShare,
    change: UpdateShareRequest,
    signal?: AbortSignal,
  ): Promise<UpdateShareResponse> {
    const options = { body: change, secret, signal };
    return this.#read(routes.updateShare, shareId, updateShareResponseSchema, options);
  }

  /** The share with who follows it and who has opened it. */
  info({ shareId, secret }: OwnShare, signal?: AbortSignal): Promise<ShareInfo> {
    return this.#read(routes.shareInfo, shareId, shareInfoSchema, { secret, signal });
  }

  async remove({ shareId, secret }: OwnShare, signal?: AbortSignal): Promise<void> {
    await this.#requests.send(routes.deleteShare, shareId, { secret, signal }, discard);
  }

  /** A share with all its entries, up to MAX_SNAPSHOT_BYTES of them. */
  read(shareId: string, signal?: AbortSignal): Promise<Snapshot> {
    const options = { signal, ...LARGE, accept: `${NDJSON}, application/json;q=0.5` };
    return this.#requests.send(routes.readShare, shareId, options, (response, limit) =>
      response.headers.get("content-type")?.startsWith(NDJSON)
        ? this.#snapshotIn(readLines(response, { ...limit, maxBytes: MAX_SNAPSHOT_BYTES }, limit.maxBytes))
        : this.#parsed(response, limit, snapshotSchema),
    );
  }

  /** Asks whether a share can be read, without waiting for its content. */
  async probe(shareId: string, signal?: AbortSignal): Promise<void> {
    await this.#requests.send(routes.readShare, shareId, { signal }, discard);
  }

  /** Opens a share that has a password or a number of views: from now on this client may read and follow it. */
  async open(
    shareId: string,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<OpenShareResponse> {
    const options = { body: password === undefined ? {} : { password }, signal };
    const opened = await this.#read(routes.openShare, shareId, openShareResponseSchema, options);
    this.#requests.keepTicket(shareId, opened.ticket);
    return opened;
  }

  /** What the service lets people do, and how they sign in. */
  policy(signal?: AbortSignal): Promise<Policy> {
    return this.#read(routes.policy, "", policySchema, { signal });
  }

  /** Whom the service takes this client's user for. */
  me(signal?: AbortSignal): Promise<MeResponse> {
    return this.#read(routes.me, "", meResponseSchema, { signal });
  }

  /** Asks that a token of this device counts; whether it does, `me` tells, once somebody has allowed it. */
  beginDeviceSignIn(request: StartDeviceRequest, signal?: AbortSignal): Promise<StartDeviceResponse> {
    return this.#read(routes.startDevice, "", startDeviceResponseSchema, { body: request, signal });
  }

  /** Ends the token that this client sends, for good. */
  async revokeToken(signal?: AbortSignal): Promise<void> {
    await this.#requests.send(routes.endToken, "", { signal }, discard);
  }

  /** All living shares of whoever is signed in, the newest first, whichever machine they were made on. */
  async listShares(signal?: AbortSignal): Promise<OwnedShares["shares"]> {
    const shares: OwnedShares["shares"] = [];
    const pages = new Set<string>();
    for (let query: RequestOptions["query"]; ; ) {
      const page = await this.#read(routes.listShares, "", ownedSharesSchema, { query, signal });
      shares.push(...page.shares.map((share) => this.#withOwnLink(share)));
      // A service that goes round in circles, or on without end, is not followed.
      if (page.next === null || pages.has(page.next) || pages.size === MAX_PAGES) return shares;
      pages.add(page.next);
      query = { after: page.next };
    }
  }

  /** Where a share's live WebSocket is. */
  liveUrl(shareId: string, since: number): string {
    const url = new URL(this.serviceUrl + routePath(routes.followShare, shareId));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("since", String(since));
    return url.href;
  }

  /** What proves to the service who follows a share, as headers of the WebSocket's request. */
  liveHeaders(shareId: string): Promise<Readonly<Record<string, string>>> {
    return this.#requests.proof(shareId);
  }

  #read<T>(route: Route, shareId: string, schema: z.ZodType<T>, options: RequestOptions): Promise<T> {
    return this.#requests.send(route, shareId, options, (response, limit) =>
      this.#parsed(response, limit, schema),
    );
  }

  async #parsed<T>(response: Response, limit: BodyLimit, schema: z.ZodType<T>): Promise<T> {
    return this.#checked(schema, await readText(response, limit));
  }

  async #snapshotIn(lines: AsyncIterable<string>): Promise<Snapshot> {
    let head: Omit<Snapshot, "entries"> | undefined;
    const entries: Entry[] = [];
    for await (const line of lines)
      if (head) entries.push(this.#checked(entrySchema, line));
      else head = this.#checked(snapshotHeadSchema, line);
    return { ...(head ?? this.#checked(snapshotHeadSchema, "")), entries };
  }

  #checked<T>(schema: z.ZodType<T>, text: string): T {
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new ServiceUnreachableError(this.serviceUrl, "the answer is not that of an opencode-share service");
  }

  /** A link is handed on as the service's own: one that leads elsewhere is replaced by the one that it should have been. */
  #withOwnLink<T extends { readonly shareId: string; readonly shareUrl: string }>(share: T): T {
    return { ...share, shareUrl: ownShareLink(share.shareUrl, { ...share, serviceUrl: this.serviceUrl }) };
  }
}

/** For what is asked to know whether it is answered. */
const discard: Take<void> = async ({ body }) => body?.cancel();

/** Most pages of a list that are asked for. */
const MAX_PAGES = 1000;

/** What may be many MB. */
const LARGE = { isTransfer: true, maxBytes: MAX_LARGE_ANSWER_BYTES } as const;
