import type * as z from "zod";
import {
  type Health,
  healthSchema,
  type Manifest,
  manifestSchema,
  routePath,
  routes,
  type ShareInfo,
  type Snapshot,
  type SyncRequest,
  type SyncResponse,
  shareInfoSchema,
  snapshotSchema,
  syncResponseSchema,
  type UpdateShareResponse,
  updateShareResponseSchema,
} from "../protocol/routes.ts";
import {
  type CreateShareRequest,
  type CreateShareResponse,
  createShareResponseSchema,
  type UpdateShareRequest,
} from "../protocol/share.ts";
import { parseJson } from "./parse-json.ts";
import { ServiceError, ServiceUnreachableError } from "./service-error.ts";

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

interface RequestOptions {
  readonly body?: unknown;
  readonly secret?: string;
  readonly signal?: AbortSignal | undefined;
  readonly isTransfer?: boolean;
}

/**
 * One service's HTTP API, typed by the protocol.
 * Every method throws ServiceError (the service said no) or ServiceUnreachableError; an aborted `signal` throws its reason.
 */
export class ServiceClient {
  readonly serviceUrl: string;
  readonly #timeouts: Timeouts;

  constructor(serviceUrl: string, timeouts: Timeouts = DEFAULT_TIMEOUTS) {
    this.serviceUrl = serviceUrl;
    this.#timeouts = timeouts;
  }

  health(signal?: AbortSignal): Promise<Health> {
    return this.#read(routes.health, "", healthSchema, { signal });
  }

  create(request: CreateShareRequest, signal?: AbortSignal): Promise<CreateShareResponse> {
    return this.#read(routes.createShare, "", createShareResponseSchema, { body: request, signal });
  }

  sync({ shareId, secret }: OwnedShare, body: SyncRequest, signal?: AbortSignal): Promise<SyncResponse> {
    const options = { body, secret, signal, isTransfer: true };
    return this.#read(routes.syncShare, shareId, syncResponseSchema, options);
  }

  manifest({ shareId, secret }: OwnedShare, signal?: AbortSignal): Promise<Manifest> {
    return this.#read(routes.readManifest, shareId, manifestSchema, { secret, signal, isTransfer: true });
  }

  /** Changes expiry, mode or title. */
  update(
    { shareId, secret }: OwnedShare,
    change: UpdateShareRequest,
    signal?: AbortSignal,
  ): Promise<UpdateShareResponse> {
    const options = { body: change, secret, signal };
    return this.#read(routes.updateShare, shareId, updateShareResponseSchema, options);
  }

  /** The share with who follows it and who has opened it. */
  info({ shareId, secret }: OwnedShare, signal?: AbortSignal): Promise<ShareInfo> {
    return this.#read(routes.shareInfo, shareId, shareInfoSchema, { secret, signal });
  }

  async remove({ shareId, secret }: OwnedShare, signal?: AbortSignal): Promise<void> {
    await this.#send(routes.deleteShare, shareId, { secret, signal });
  }

  read(shareId: string, signal?: AbortSignal): Promise<Snapshot> {
    return this.#read(routes.readShare, shareId, snapshotSchema, { signal, isTransfer: true });
  }

  /** Asks whether a share can be read, without waiting for its content. */
  async probe(shareId: string, signal?: AbortSignal): Promise<void> {
    const { response } = await this.#send(routes.readShare, shareId, { signal });
    await response.body?.cancel();
  }

  /** Where a share's live WebSocket is. */
  liveUrl(shareId: string, since: number): string {
    const url = new URL(this.serviceUrl + routePath(routes.followShare, shareId));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("since", String(since));
    return url.href;
  }

  async #read<T>(route: Route, shareId: string, schema: z.ZodType<T>, options: RequestOptions): Promise<T> {
    const { response, timeout } = await this.#send(route, shareId, options);
    const text = await response.text().catch((cause: unknown) => this.#fail(cause, timeout, options.signal));
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new ServiceUnreachableError(this.serviceUrl, "the answer is not that of an opencode-share service");
  }

  async #send(route: Route, shareId: string, options: RequestOptions): Promise<Answer> {
    const { body, secret, signal, isTransfer } = options;
    const timeout = AbortSignal.timeout(isTransfer ? this.#timeouts.transfer : this.#timeouts.request);
    const response = await fetch(this.serviceUrl + routePath(route, shareId), {
      method: route.method,
      redirect: "error",
      headers: {
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    }).catch((cause: unknown) => this.#fail(cause, timeout, signal));
    if (response.ok) return { response, timeout };
    const error = await ServiceError.from(response);
    signal?.throwIfAborted();
    throw error;
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

type Route = { readonly method: string; readonly path: string };
