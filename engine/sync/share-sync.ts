import type { OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import type { ContentCodec } from "../../protocol/content-codec.ts";
import { isJsonObject, type Json } from "../../protocol/json.ts";
import { infoKey } from "../../protocol/keys.ts";
import type { Cursor, SessionSource } from "../sources/session-source.ts";
import { Acknowledged, type Sending } from "./acknowledged.ts";
import { type Failure, failureOf } from "./failures.ts";
import { FlushLoop, type FlushTiming, STANDARD_TIMING } from "./flush-loop.ts";
import { Sender } from "./sender.ts";
import type { SyncLog, SyncProgress, SyncStatus } from "./sync-status.ts";

export interface ShareSyncOptions {
  readonly source: SessionSource;
  /** The share has only what is stored. */
  readonly stored?: boolean;
  readonly sessionId: string;
  readonly client: ServiceClient;
  readonly share: OwnerCredentials;
  /** What the share's contents are encoded with; without one they are sent as they are. */
  readonly codec?: ContentCodec | undefined;
  readonly log: SyncLog;
  readonly onStatus: (status: SyncStatus) => void;
  /** Hears of the session's title when it may be another one; what it throws fails the flush, so that it hears again. */
  readonly onTitle?: (title: string, signal: AbortSignal) => Promise<void>;
  readonly pace?: FlushTiming;
  /** How long after a comparison with the service the next one comes, though nothing has changed here; ms. */
  readonly compareAfterMs?: number;
}

interface FlushOptions {
  readonly stored?: boolean;
  readonly onProgress?: ((progress: SyncProgress) => void) | undefined;
}

/** A service may be restored from a backup while nobody writes: it is asked now and then what it holds. */
const COMPARE_AFTER_MS = 15 * 60_000;
/** How long the last flush of a share that stays as it is may take. */
const FINISH_MS = 10_000;

/**
 * Keeps one share equal to its session. Whatever happens, the way is the same: read what the source has, compare
 * it with what the service is known to hold, send the difference. What the service holds is asked of it (its
 * manifest) at the start and after every failure, so creation, restart, reconnect and a missed event need nothing else.
 */
export class ShareSync {
  readonly #options: ShareSyncOptions;
  readonly #sender: Sender;
  readonly #loop: FlushLoop;
  /** What the service holds, and up to where the session has been read for that; undefined: ask, and read all. */
  #known: { readonly acknowledged: Acknowledged; readonly cursor: Cursor } | undefined;
  #uploading = false;
  #comparing: NodeJS.Timeout | undefined;

  constructor(options: ShareSyncOptions) {
    this.#options = options;
    this.#sender = new Sender(options.client, options.share, options.log);
    this.#loop = new FlushLoop({
      flush: (signal) => this.#flush(signal),
      retry: retryOf,
      onRetry: (error, afterMs) => this.#paused(failureOf(error), afterMs),
      onSettled: (error) => this.#settled(error),
      pace: options.pace ?? STANDARD_TIMING,
    });
  }

  /**
   * The first upload, all of it and without retry: the person who shares is waiting, and may cancel.
   * @throws ServiceError, ServiceUnreachableError, SessionGoneError, SourceUnavailableError, or the signal's reason
   */
  async uploadAll(onProgress: (progress: SyncProgress) => void, signal: AbortSignal): Promise<void> {
    this.#uploading = true;
    try {
      await this.#flush(signal, { onProgress });
    } finally {
      this.#uploading = false;
    }
    this.markDirty();
  }

  /** Something may have changed in the storage. Also how a sync starts. */
  markDirty(): void {
    if (!this.#uploading) this.#loop.request();
  }

  /** Asks the service again what it holds, whatever was known. */
  compareNow(): void {
    this.#known = undefined;
    this.markDirty();
  }

  /** The same, and gives up on what is under way or waiting. */
  retryNow(): void {
    this.#known = undefined;
    this.#loop.restart();
  }

  /** Stops for good, with one last try to leave no more at the service than is stored. */
  async finish(): Promise<void> {
    await this.stop();
    if (this.#options.stored) return;
    this.#known = undefined;
    const signal = AbortSignal.timeout(FINISH_MS);
    await this.#flush(signal, { stored: true }).catch(() => undefined);
    clearTimeout(this.#comparing);
  }

  /** Stops for good; resolves when nothing is in flight any more. */
  stop(): Promise<void> {
    clearTimeout(this.#comparing);
    return this.#loop.stop();
  }

  async #flush(
    signal: AbortSignal,
    { stored = this.#options.stored ?? false, onProgress }: FlushOptions = {},
  ): Promise<void> {
    const { source, sessionId, onStatus, log } = this.#options;
    const known = this.#known;
    try {
      const { contents, keys, cursor } = await source.read(sessionId, known?.cursor, { stored });
      signal.throwIfAborted();
      const acknowledged = known?.acknowledged ?? (await this.#compare(signal));
      const unfit = new Map<string, string>();
      const difference = acknowledged.difference(contents, keys, (key, why) => unfit.set(key, why));
      const sendings: Sending[] = [];
      for await (const sending of difference) sendings.push(sending);
      signal.throwIfAborted();
      if (sendings.length > 0) onStatus({ phase: "syncing" });
      let isContinuous = await this.#sender.send(sendings, acknowledged, signal, onProgress);
      for (const [key, why] of unfit) {
        log.refused(key, `it ${why}`);
        isContinuous = (await this.#sender.sendMissing(key, why, acknowledged, signal)) && isContinuous;
      }
      const title = titleIn(contents, sessionId);
      if (title) await this.#options.onTitle?.(title, signal);
      if (!isContinuous) this.compareNow();
      else if (this.#known === known) this.#known = { acknowledged, cursor };
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }

  async #compare(signal: AbortSignal): Promise<Acknowledged> {
    const { client, share, codec, compareAfterMs } = this.#options;
    const manifest = await client.manifest(share, signal);
    this.#sender.continueFrom(manifest.revision);
    clearTimeout(this.#comparing);
    this.#comparing = setTimeout(() => this.compareNow(), compareAfterMs ?? COMPARE_AFTER_MS).unref();
    return new Acknowledged(manifest, codec);
  }

  #paused(failure: Failure, afterMs: number): void {
    this.#options.log.retrying(failure.message, afterMs);
    if (failure.kind !== "pause") return;
    const { cause, code, message, error } = failure;
    const more = { ...(code ? { code } : {}), ...(error ? { error } : {}) };
    this.#options.onStatus({ phase: "paused", cause, message, ...more });
  }

  #settled(error: unknown): void {
    this.#options.onStatus(error === undefined ? { phase: "synced" } : statusAfter(failureOf(error)));
  }
}

function titleIn(contents: ReadonlyMap<string, Json>, sessionId: string): string | undefined {
  const info = contents.get(infoKey(sessionId));
  return isJsonObject(info) && typeof info.title === "string" ? info.title : undefined;
}

function statusAfter(failure: Failure): SyncStatus {
  if (failure.kind === "ended") return { phase: "ended", code: failure.code, message: failure.message };
  return { phase: "paused", cause: "storage", message: failure.message };
}

function retryOf(error: unknown): { readonly afterMs?: number | undefined } | undefined {
  const failure = failureOf(error);
  if (failure.kind === "pause") return { afterMs: failure.retryAfterMs };
  return failure.kind === "disagreement" ? {} : undefined;
}
