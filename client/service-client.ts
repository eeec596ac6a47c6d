import type * as z from "zod";
import {
  type StartDeviceRequest,
  type StartDeviceResponse,
  startDeviceResponseSchema,
} from "../protocol/device.ts";
import { type Entry, readEntries } from "../protocol/entries.ts";
import type { MeResponse } from "../protocol/identity.ts";
import { MAX_LARGE_ANSWER_BYTES, MAX_SNAPSHOT_BYTES } from "../protocol/limits.ts";
import { ownShareLink } from "../protocol/links.ts";
import { routePath, routes } from "../protocol/routes.ts";
import {
  type SeenCreated,
  type SeenHead,
  type SeenHealth,
  type SeenInfo,
  type SeenOwned,
  type SeenPolicy,
  type SeenSnapshot,
  type SeenStep,
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
  type UpdateShareRequest,
} from "../protocol/share.ts";
import { NDJSON } from "../protocol/snapshot.ts";
import { type Manifest, type SyncRequest, type SyncResponse, syncResponseSchema } from "../protocol/sync.ts";
import { outdatedSide, PROTOCOL_PARAMETER, PROTOCOL_VERSION } from "../protocol/version.ts";
import { type BodyLimit, readLines, readText } from "./bounded-body.ts";
import { fitEntries } from "./fit-entries.ts";
import { LARGE_TEXT, type OpenedText, openLarge, type ParseLarge, readEntryTexts } from "./large-text.ts";
import { readKeys } from "./manifest-keys.ts";
import { parseJson } from "./parse-json.ts";
import { OutdatedError, ServiceUnreachableError } from "./service-error.ts";
import {
  NOT_MODIFIED,
  type RequestOptions,
  type Route,
  type ServiceClientOptions,
  ServiceRequests,
  type Take,
} from "./service-requests.ts";
import { readSnapshot, type SnapshotListener } from "./snapshot-lines.ts";

export type { ServiceClientOptions, Timeouts } from "./service-requests.ts";

/** The right to one share: its id and owner secret. */
export interface OwnerCredentials {
  readonly shareId: string;
  readonly secret: string;
}

/** One's own share; without the secret, as whoever is signed in and created it. */
export interface ShareCredentials {
  readonly shareId: string;
  readonly secret?: string | undefined;
}

/** What a reader knows of a share, and whether a person sees it for the first time now. */
export interface KnownOfShare {
  readonly since: number;
  readonly etag?: string | undefined;
  readonly opens?: boolean;
}

/**
 * One service's HTTP API, typed by the protocol. It asks as the owner where it is given a share's secret, else as whoever
 * is signed in, and remembers the tickets of what it has opened.
 * Every method throws ServiceError (the service said no), ServiceUnreachableError or OutdatedError; an aborted `signal` throws its reason.
 */
export class ServiceClient {
  readonly serviceUrl: string;
  readonly #requests: ServiceRequests;
  /** `ServiceClientOptions.parseLarge` */
  readonly parseLarge: ParseLarge | undefined;

  constructor(serviceUrl: string, options: ServiceClientOptions = {}) {
    this.serviceUrl = serviceUrl;
    this.#requests = new ServiceRequests(serviceUrl, options);
    this.parseLarge = options.parseLarge;
  }

  health(signal?: AbortSignal): Promise<SeenHealth> {
    return this.#read(routes.health, "", seenHealthSchema, { signal });
  }

  async create(request: CreateShareRequest, signal?: AbortSignal): Promise<SeenCreated> {
    const options = { body: request, signal };
    return this.#withOwnLink(await this.#read(routes.createShare, "", seenCreatedSchema, options));
  }

  sync(
    { shareId, secret }: OwnerCredentials,
    body: SyncRequest,
    signal?: AbortSignal,
  ): Promise<SyncResponse> {
    const options = { body, secret, signal, isTransfer: true };
    return this.#read(routes.syncShare, shareId, syncResponseSchema, options);
  }

  /** The same with a request that is JSON text already. */
  syncText(
    { shareId, secret }: OwnerCredentials,
    json: string | Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<SyncResponse> {
    const options = { json, secret, signal, isTransfer: true };
    return this.#read(routes.syncShare, shareId, syncResponseSchema, options);
  }

  manifest({ shareId, secret }: OwnerCredentials, signal?: AbortSignal): Promise<Manifest> {
    const take: Take<Manifest> = (response, limit) => this.#manifestIn(response, limit, signal);
    return this.#requests.send(routes.readManifest, shareId, { secret, signal, ...LARGE }, take);
  }

  /** Changes when a share ends, who may read it, and how. */
  update(
    { shareId, secret }: ShareCredentials,
    change: UpdateShareRequest,
    signal?: AbortSignal,
  ): Promise<SeenHead> {
    const options = { body: change, secret, signal };
    return this.#read(routes.updateShare, shareId, seenHeadSchema, options);
  }

  /** The share with who follows it and who has opened it. */
  info({ shareId, secret }: ShareCredentials, signal?: AbortSignal): Promise<SeenInfo> {
    return this.#read(routes.shareInfo, shareId, seenInfoSchema, { secret, signal });
  }

  async remove({ shareId, secret }: ShareCredentials, signal?: AbortSignal): Promise<void> {
    await this.#requests.send(routes.deleteShare, shareId, { secret, signal }, discard);
  }

  /**
   * A share with all its entries, up to MAX_SNAPSHOT_BYTES of them.
   * @throws OutdatedError when one has a form that only a later version knows
   */
  async read(shareId: string, signal?: AbortSignal): Promise<SeenSnapshot> {
    let head: SeenStep | undefined;
    const all: Entry[] = [];
    const listener: SnapshotListener = {
      onHead(told) {
        head = told;
      },
      onEntries(entries) {
        for (const entry of entries) all.push(entry);
      },
    };
    await this.#readShare(shareId, {}, listener, signal);
    return { ...(head ?? this.#refuse()), entries: all };
  }

  /**
   * What is newer than a revision, as it comes: a step, or from an earlier service the whole share. Answers its ETag;
   * `same` when nothing has changed since the one that is known.
   * @throws OutdatedError when an entry has a form that only a later version knows
   */
  readSince(
    shareId: string,
    { since, etag, opens }: KnownOfShare,
    listener: SnapshotListener,
    signal?: AbortSignal,
  ): Promise<{ readonly etag: string | undefined } | "same"> {
    const query = { since: String(since), ...(opens ? { opens: "true" } : {}) };
    return this.#readShare(shareId, { query, etag }, listener, signal);
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
    await this.#requests.send(routes.endToken, "", { signal }, discard);
  }

  /** All living shares of whoever is signed in, the newest first, whichever machine they were made on. */
  async listShares(signal?: AbortSignal): Promise<SeenOwned["shares"]> {
    const shares: SeenOwned["shares"] = [];
    const pages = new Set<string>();
    for (let query: RequestOptions["query"]; ; ) {
      const page = await this.#read(routes.listShares, "", seenOwnedSchema, { query, signal });
      shares.push(...page.shares.map((share) => this.#withOwnLink(share)));
      // A service that goes round in circles, or on without end, is not followed.
      if (page.next === null || pages.has(page.next) || pages.size === MAX_PAGES) return shares;
      pages.add(page.next);
      query = { after: page.next };
    }
  }

  /** Where a share's live WebSocket is. @param isOpened whoever begins from nothing there has been counted already */
  liveUrl(shareId: string, since: number, isOpened = false): string {
    const url = new URL(this.serviceUrl + routePath(routes.followShare, shareId));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("since", String(since));
    if (isOpened) url.searchParams.set("opens", "false");
    url.searchParams.set(PROTOCOL_PARAMETER, String(PROTOCOL_VERSION));
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
    return this.#checked(schema, parseJson(await readText(response, limit)));
  }

  #readShare(
    shareId: string,
    known: Pick<RequestOptions, "query" | "etag">,
    listener: SnapshotListener,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly etag: string | undefined } | "same"> {
    const options = { ...known, signal, ...LARGE, accept: `${NDJSON}, application/json;q=0.5` };
    return this.#requests.send(routes.readShare, shareId, options, async (response, limit) => {
      if (response.status === NOT_MODIFIED) return "same";
      const taken = response.headers.get("content-type")?.startsWith(NDJSON)
        ? await readSnapshot(
            readLines(response, { ...limit, maxBytes: MAX_SNAPSHOT_BYTES }, limit.maxBytes),
            this.parseLarge,
            listener,
          )
        : await this.#takeSnapshot(await readText(response, limit), listener, signal);
      if (taken === "later") throw new OutdatedError(this.serviceUrl, "client");
      if (!taken) this.#refuse();
      return { etag: response.headers.get("etag") ?? undefined };
    });
  }

  async #takeSnapshot(
    text: string,
    listener: SnapshotListener,
    signal: AbortSignal | undefined,
  ): Promise<"whole" | "later" | undefined> {
    const opened = await this.#opened(text, "entries", signal);
    const { entries: values, ...head } = this.#checked(seenSnapshotSchema, opened.head);
    const entries = opened.items
      ? await readEntryTexts(opened.items, this.parseLarge)
      : fitted(readEntries(values));
    if (typeof entries !== "object") return entries;
    listener.onHead(head);
    listener.onEntries(entries, false);
    return "whole";
  }

  async #manifestIn(response: Response, limit: BodyLimit, signal?: AbortSignal): Promise<Manifest> {
    const opened = await this.#opened(await readText(response, limit), "keys", signal);
    const manifest = this.#checked(seenManifestSchema, opened.head);
    if (!opened.items) return manifest;
    return { ...manifest, keys: (await readKeys(opened.items)) ?? this.#refuse() };
  }

  /** A large text is read item by item where something else can parse what is large in it. */
  async #opened(text: string, name: string, signal: AbortSignal | undefined): Promise<OpenedText> {
    return this.parseLarge && text.length > LARGE_TEXT
      ? openLarge(text, name, this.parseLarge, signal)
      : { head: parseJson(text), items: undefined };
  }

  #checked<T>(schema: z.ZodType<T>, value: unknown): T {
    const side = outdatedSide(value);
    if (side) throw new OutdatedError(this.serviceUrl, side);
    const parsed = schema.safeParse(value);
    return parsed.success ? parsed.data : this.#refuse();
  }

  #refuse(): never {
    throw new ServiceUnreachableError(this.serviceUrl, { kind: "notService" });
  }

  /** A link is handed on as the service's own: one that leads elsewhere is replaced by the one that it should have been. */
  #withOwnLink<T extends { readonly shareId: string; readonly shareUrl: string }>(share: T): T {
    return { ...share, shareUrl: ownShareLink(share.shareUrl, { ...share, serviceUrl: this.serviceUrl }) };
  }
}

const fitted = (entries: ReturnType<typeof readEntries>) =>
  typeof entries === "object" ? fitEntries(entries) : entries;

/** For what is asked to know whether it is answered. */
const discard: Take<void> = async ({ body }) => body?.cancel();

/** Most pages of a list that are asked for. */
const MAX_PAGES = 1000;

/** What may be many MB. */
const LARGE = { isTransfer: true, maxBytes: MAX_LARGE_ANSWER_BYTES } as const;
