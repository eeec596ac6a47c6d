import type { StartDeviceRequest, StartDeviceResponse } from "../protocol/device.ts";
import type { Entry } from "../protocol/entries.ts";
import type { MeResponse } from "../protocol/identity.ts";
import { MAX_LARGE_ANSWER_BYTES } from "../protocol/limits.ts";
import { ownShareLink } from "../protocol/links.ts";
import { type Answer, addressOf, type JsonText } from "../protocol/route.ts";
import { routes } from "../protocol/routes.ts";
import type {
  SeenCreated,
  SeenHead,
  SeenHealth,
  SeenInfo,
  SeenOwned,
  SeenPolicy,
  SeenSnapshot,
  SeenStep,
} from "../protocol/seen.ts";
import type { CreateShareRequest, OpenShareResponse, UpdateShareRequest } from "../protocol/share.ts";
import { NDJSON } from "../protocol/snapshot.ts";
import type { Manifest, SyncRequest, SyncResponse } from "../protocol/sync.ts";
import { PROTOCOL_PARAMETER, PROTOCOL_VERSION } from "../protocol/version.ts";
import { LargeAnswers } from "./large-answers.ts";
import type { ParseLarge } from "./large-text.ts";
import {
  NOT_MODIFIED,
  type RequestOf,
  ServiceRequests,
  type ServiceRequestsOptions,
} from "./service-requests.ts";
import type { SnapshotListener } from "./snapshot-lines.ts";

export type { Timeouts } from "./service-requests.ts";

export interface ServiceClientOptions extends ServiceRequestsOptions {
  /** Parses what is large; without it, that is done here. */
  readonly parseLarge?: ParseLarge | undefined;
}

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
  readonly #large: LargeAnswers;
  /** `ServiceClientOptions.parseLarge` */
  readonly parseLarge: ParseLarge | undefined;

  constructor(serviceUrl: string, options: ServiceClientOptions = {}) {
    this.serviceUrl = serviceUrl;
    this.#requests = new ServiceRequests(serviceUrl, options);
    this.parseLarge = options.parseLarge;
    this.#large = new LargeAnswers(this.#requests.answers, options.parseLarge);
  }

  health(signal?: AbortSignal): Promise<SeenHealth> {
    return this.#requests.call(routes.health, { signal });
  }

  async create(body: CreateShareRequest, signal?: AbortSignal): Promise<SeenCreated> {
    return this.#withOwnLink(await this.#requests.call(routes.createShare, { body, signal }));
  }

  /** @param body the request, or its JSON text */
  sync(share: OwnerCredentials, body: SyncRequest | JsonText, signal?: AbortSignal): Promise<SyncResponse> {
    return this.#requests.call(routes.syncShare, { ...as(share), body, signal, isTransfer: true });
  }

  manifest(share: OwnerCredentials, signal?: AbortSignal): Promise<Manifest> {
    const request = { ...as(share), signal, ...LARGE };
    return this.#requests.send(routes.readManifest, request, (response, limit) =>
      this.#large.manifest(response, limit, signal),
    );
  }

  /** Changes when a share ends, who may read it, and how. */
  update(share: ShareCredentials, body: UpdateShareRequest, signal?: AbortSignal): Promise<SeenHead> {
    return this.#requests.call(routes.updateShare, { ...as(share), body, signal });
  }

  /** The share with who follows it and who has opened it. */
  info(share: ShareCredentials, signal?: AbortSignal): Promise<SeenInfo> {
    return this.#requests.call(routes.shareInfo, { ...as(share), signal });
  }

  async remove(share: ShareCredentials, signal?: AbortSignal): Promise<void> {
    await this.#requests.call(routes.deleteShare, { ...as(share), signal });
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
    await this.#readShare({ ...as({ shareId }), signal }, listener);
    return { ...(head ?? this.#requests.answers.refuse()), entries: all };
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
    const query = { since, ...(opens ? { opens: "true" } : {}) };
    return this.#readShare({ ...as({ shareId }), query, etag, signal }, listener);
  }

  /** What a share is now, where it can be read, without waiting for its content. @param since what is known of it */
  async probe(shareId: string, signal?: AbortSignal, since?: number): Promise<SeenStep> {
    const enough = new AbortController();
    let head: SeenStep | undefined;
    const listener: SnapshotListener = {
      onHead(told) {
        head = told;
        enough.abort();
      },
      onEntries() {},
    };
    const both = signal ? AbortSignal.any([signal, enough.signal]) : enough.signal;
    try {
      await this.#readShare({ ...as({ shareId }), query: { since }, signal: both }, listener);
    } catch (error) {
      signal?.throwIfAborted();
      if (!head) throw error;
    }
    return head ?? this.#requests.answers.refuse();
  }

  /** Opens a share that has a password or a number of views: from now on this client may read and follow it. */
  async open(
    shareId: string,
    password: string | undefined,
    signal?: AbortSignal,
  ): Promise<OpenShareResponse> {
    const body = password === undefined ? {} : { password };
    const opened = await this.#requests.call(routes.openShare, { ...as({ shareId }), body, signal });
    this.#requests.keepTicket(shareId, opened.ticket);
    return opened;
  }

  /** What the service lets people do, and how they sign in. */
  policy(signal?: AbortSignal): Promise<SeenPolicy> {
    return this.#requests.call(routes.policy, { signal });
  }

  /** Whom the service takes this client's user for. */
  me(signal?: AbortSignal): Promise<MeResponse> {
    return this.#requests.call(routes.me, { signal });
  }

  /** Asks that a token of this device counts; whether it does, `me` tells, once somebody has allowed it. */
  beginDeviceSignIn(body: StartDeviceRequest, signal?: AbortSignal): Promise<StartDeviceResponse> {
    return this.#requests.call(routes.startDevice, { body, signal });
  }

  /** Ends the token that this client sends, for good. */
  async revokeToken(signal?: AbortSignal): Promise<void> {
    await this.#requests.call(routes.endToken, { signal });
  }

  /** All living shares of whoever is signed in, the newest first, whichever machine they were made on. */
  async listShares(signal?: AbortSignal): Promise<SeenOwned["shares"]> {
    const shares: SeenOwned["shares"] = [];
    const pages = new Set<string>();
    for (let after: string | undefined; ; ) {
      const page: Answer<typeof routes.listShares> = await this.#requests.call(routes.listShares, {
        query: { after },
        signal,
      });
      shares.push(...page.shares.map((share) => this.#withOwnLink(share)));
      // A service that goes round in circles, or on without end, is not followed.
      if (page.next === null || pages.has(page.next) || pages.size === MAX_PAGES) return shares;
      pages.add(page.next);
      after = page.next;
    }
  }

  /** Where a share's live WebSocket is. @param isOpened whoever begins from nothing there has been counted already */
  liveUrl(shareId: string, since: number, isOpened = false): string {
    const query = { since, ...(isOpened ? { opens: "false" } : {}), [PROTOCOL_PARAMETER]: PROTOCOL_VERSION };
    return (
      this.serviceUrl.replace(/^http/, "ws") +
      addressOf(routes.followShare, { params: { id: shareId }, query })
    );
  }

  /** What proves to the service who follows a share, as headers of the WebSocket's request. */
  liveHeaders(shareId: string): Promise<Readonly<Record<string, string>>> {
    return this.#requests.proof(shareId);
  }

  #readShare(
    request: RequestOf<typeof routes.readShare>,
    listener: SnapshotListener,
  ): Promise<{ readonly etag: string | undefined } | "same"> {
    const asked = { ...request, ...LARGE, accept: `${NDJSON}, application/json;q=0.5` };
    return this.#requests.send(routes.readShare, asked, async (response, limit) => {
      if (response.status === NOT_MODIFIED) return "same";
      await this.#large.share(response, limit, listener, request.signal);
      return { etag: response.headers.get("etag") ?? undefined };
    });
  }

  /** A link is handed on as the service's own: one that leads elsewhere is replaced by the one that it should have been. */
  #withOwnLink<T extends { readonly shareId: string; readonly shareUrl: string }>(share: T): T {
    return { ...share, shareUrl: ownShareLink(share.shareUrl, { ...share, serviceUrl: this.serviceUrl }) };
  }
}

/** Of one share, with its secret where there is one. */
const as = ({ shareId, secret }: ShareCredentials) => ({ params: { id: shareId }, secret });

/** Most pages of a list that are asked for. */
const MAX_PAGES = 1000;

/** What may be many MB. */
const LARGE = { isTransfer: true, maxBytes: MAX_LARGE_ANSWER_BYTES } as const;
