import { ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import type { Disposable } from "../../primitives/disposable.ts";
import { Emitter } from "../../primitives/emitter.ts";
import { holdLease, soleWindow, turnOf } from "../leases/leases.ts";
import type { ShareRequest } from "../options/share-request.ts";
import { isLive, type LocalShare } from "../registry/local-share.ts";
import { CannotRememberError } from "../registry/share-registry.ts";
import { credentialsOf } from "../services/credentials.ts";
import { deleteShare } from "../services/delete-share.ts";
import type { ShareSync } from "../sync/share-sync.ts";
import type { SyncProgress, SyncStatus } from "../sync/sync-status.ts";
import { becomesTrue } from "./becomes-true.ts";
import { createShare } from "./create-share.ts";
import { ShareTasks } from "./share-tasks.ts";
import { ShareWorker } from "./share-worker.ts";
import type { SharingDeps } from "./sharing-deps.ts";
import { SecretLostError, SharingStoppedError } from "./sharing-errors.ts";

const OTHER_WINDOW_MS = 20_000;
const KNOWN_ID = "the new share has the id of another one. Nothing was sent; ask whoever runs the service";

/** A share with how its sync stands. */
export interface ActiveShare {
  readonly record: LocalShare;
  readonly status: SyncStatus;
  /** Another window works for it; the status is what that one lets know. */
  readonly isElsewhere?: boolean;
}

/** Starts, keeps up and ends the shares of this window, in turn with the other windows of this machine. */
export class Sharing {
  readonly #deps: SharingDeps;
  readonly #workers = new Map<string, ShareWorker>();
  readonly #changes = new Emitter();
  /** What is being uploaded for the first time, by share. */
  readonly #uploads = new Map<string, AbortController>();
  readonly #tasks: ShareTasks;
  readonly #registryWatch: Disposable;
  #watch: Disposable | undefined;

  constructor(deps: SharingDeps) {
    this.#deps = deps;
    this.#tasks = new ShareTasks(deps, (shareId, status) => this.#workers.get(shareId)?.setStatus(status));
    this.#registryWatch = deps.registry.onDidChange(() => this.#followRegistry());
  }

  /** The shares of this window, those included that another window works for. */
  list(): readonly ActiveShare[] {
    return [...this.#workers.values()]
      .filter(({ record }) => record.phase !== "ending")
      .map(({ record, status, isElsewhere }) => ({ record, status, isElsewhere }));
  }

  ofSession(sessionId: string): ActiveShare | undefined {
    return this.list().find(({ record }) => record.sessionId === sessionId);
  }

  /** Calls back after shares or their statuses changed. */
  readonly onDidChange = this.#changes.event;

  /**
   * Creates a share and uploads the session; resolves when all of it is at the service. Whatever goes wrong before
   * then, or when `signal` aborts, nothing half-shared stays. A session that another window has just shared is not shared again.
   * @throws ServiceError, ServiceUnreachableError, SessionGoneError, SourceUnavailableError, CannotRememberError, SharingStoppedError,
   * or the signal's reason
   */
  async share(
    request: ShareRequest,
    onProgress: (progress: SyncProgress) => void,
    signal: AbortSignal,
  ): Promise<LocalShare> {
    const { registry, leases = soleWindow } = this.#deps;
    await registry.load();
    const turn = await holdLease(leases, turnOf(request.session.id), signal);
    try {
      await registry.refresh();
      const existing = registry.ofSession(request.session.id);
      return existing ?? (await this.#share(request, onProgress, signal));
    } finally {
      await turn.release();
    }
  }

  /**
   * Ends a share: sync stops at once, then the service deletes everything. While the service cannot be reached the
   * share is remembered, and the deletion is tried until it is done, by this window or the one that has the lease.
   * Without its secret a share stays shared: nobody here could ever delete it.
   * @throws ServiceError, ServiceUnreachableError, SecretLostError
   */
  async unshare(shareId: string): Promise<void> {
    const { registry, clientOf } = this.#deps;
    const record = registry.get(shareId);
    const worker = this.#workers.get(shareId);
    await worker?.rest();
    if (!record) return this.#drop(shareId);
    try {
      await registry.setPhase(shareId, "ending");
      const credentials = await credentialsOf(this.#deps, record);
      if (!credentials) return await this.#endedByOther(record);
      await deleteShare(clientOf(record.serviceUrl), credentials).catch((error: unknown) => {
        throw credentials.secret === undefined && isRefused(error) ? new SecretLostError(record) : error;
      });
      await this.forget(shareId);
    } catch (error) {
      if (error instanceof SecretLostError) await registry.setPhase(shareId, record.phase);
      else this.#keep({ ...record, phase: "ending" });
      throw error;
    } finally {
      void worker?.goOn();
    }
  }

  /** Takes up the shares that belong here after a start, and finishes what a crash or an unreachable service left undone. */
  async resume(belongsHere: (record: LocalShare) => boolean): Promise<void> {
    const { registry } = this.#deps;
    await registry.load();
    for (const record of registry.list().filter(belongsHere)) {
      this.#keep(record);
      void this.#tasks.checkEnd(record);
    }
  }

  /** Forgets a share that the service has ended. */
  async forget(shareId: string): Promise<void> {
    await this.#deps.registry.remove(shareId);
    await this.#drop(shareId);
  }

  /** Unshares what only this window remembers, before it closes. */
  async endEphemeral(): Promise<void> {
    const ids = this.#deps.registry.listEphemeral();
    await Promise.allSettled(ids.map((shareId) => this.unshare(shareId)));
  }

  /** Compares everything again, now: after a pause, a wake-up, a doubt. */
  retryNow(): void {
    for (const worker of this.#workers.values()) worker.retryNow();
  }

  /** Looks for changes that no event told of, here and at the services. */
  compareNow(): void {
    for (const worker of this.#workers.values()) worker.compareNow();
  }

  /** Looks for changes that no event told of. */
  checkNow(): void {
    for (const worker of this.#workers.values()) worker.checkNow();
  }

  /** Stops all syncs and leaves the shares as they are. */
  pauseAll(): Promise<void> {
    return this.pause(() => true);
  }

  /** Stops some syncs and leaves their shares as they are. */
  async pause(which: (record: LocalShare) => boolean): Promise<void> {
    const records = [...this.#workers.values()].map(({ record }) => record).filter(which);
    for (const { shareId } of records) this.#uploads.get(shareId)?.abort(new SharingStoppedError());
    await Promise.all(records.map(({ shareId }) => this.#drop(shareId)));
  }

  /** Stops for good. */
  async dispose(): Promise<void> {
    this.#registryWatch.dispose();
    await this.pauseAll();
  }

  async #share(
    request: ShareRequest,
    onProgress: (progress: SyncProgress) => void,
    signal: AbortSignal,
  ): Promise<LocalShare> {
    const { registry, clientOf } = this.#deps;
    const ephemeral = await this.#mustBeEphemeral(request);
    const { record, secret } = await createShare(
      clientOf(request.serviceUrl),
      request,
      this.#deps.now ?? Date.now,
      signal,
    );
    // Its record and secret would take the other's place. Nothing has been uploaded, and of whom it is nobody knows.
    if (registry.get(record.shareId))
      throw new ServiceUnreachableError(request.serviceUrl, { kind: "other", why: KNOWN_ID });
    const sync = this.#tasks.newSync(record, secret);
    const stopping = new AbortController();
    this.#uploads.set(record.shareId, stopping);
    try {
      await this.#keep(record, { sync, ephemeral }).whenHeld();
      await registry.add(record, secret, { ephemeral: ephemeral });
      // What is stopped before it begins does not go on after the upload.
      if (!isLive(record)) await sync.stop();
      await sync.uploadAll(onProgress, AbortSignal.any([signal, stopping.signal]));
      await request.onUploaded?.();
    } catch (error) {
      await this.#takeBack(record, secret);
      throw error;
    } finally {
      this.#uploads.delete(record.shareId);
    }
    await registry.setPhase(record.shareId, "shared");
    return { ...record, phase: "shared" };
  }

  /** Whether this share can only be remembered by this window, and the user agrees to that. @throws CannotRememberError */
  async #mustBeEphemeral({ isUnattended }: ShareRequest): Promise<boolean> {
    try {
      await this.#deps.registry.check();
      return false;
    } catch (error) {
      if (isUnattended || !(error instanceof CannotRememberError)) throw error;
      if (await this.#deps.mayForget?.(error)) return true;
      throw error;
    }
  }

  /** Leaves nothing of a share that nobody knows of yet. */
  async #takeBack(record: LocalShare, secret: string): Promise<void> {
    const { shareId, serviceUrl } = record;
    if (this.#deps.registry.get(shareId)) return this.unshare(shareId).catch(() => undefined);
    await deleteShare(this.#deps.clientOf(serviceUrl), { shareId, secret }).catch(() => undefined);
    await this.#drop(shareId);
  }

  /** The secret may be known to the window that has the lease only: that one ends the share when it sees the record. */
  async #endedByOther(record: LocalShare): Promise<void> {
    const { registry, otherWindowMs = OTHER_WINDOW_MS } = this.#deps;
    const isElsewhere = this.#workers.get(record.shareId)?.isElsewhere ?? false;
    const isEnded = () => registry.get(record.shareId) === undefined;
    if (isElsewhere && (await becomesTrue(isEnded, registry, otherWindowMs))) return;
    throw new SecretLostError(record);
  }

  #keep(record: LocalShare, upload?: { readonly sync: ShareSync; readonly ephemeral: boolean }): ShareWorker {
    const before = this.#workers.get(record.shareId);
    if (before) return before;
    const { leases = soleWindow, registry } = this.#deps;
    const worker = new ShareWorker(
      {
        leases: (upload?.ephemeral ?? registry.isEphemeral(record.shareId)) ? soleWindow : leases,
        sync: (it) => this.#tasks.sync(it),
        deletion: (it) => this.#tasks.deletion(it),
        onDidChange: () => this.#changes.fire(),
      },
      record,
      upload?.sync,
    );
    this.#workers.set(record.shareId, worker);
    this.#watch ??= this.#deps.source.watch((sessionIds) => this.#markDirty(sessionIds));
    this.#changes.fire();
    return worker;
  }

  async #drop(shareId: string): Promise<void> {
    const worker = this.#workers.get(shareId);
    if (!worker) return;
    this.#workers.delete(shareId);
    if (this.#workers.size === 0) {
      this.#watch?.dispose();
      this.#watch = undefined;
    }
    this.#changes.fire();
    await worker.stop();
  }

  /** Another window, or this one, has changed what is remembered. */
  #followRegistry(): void {
    for (const [shareId, worker] of this.#workers) {
      const record = this.#deps.registry.get(shareId);
      if (record) void worker.update(record);
      else if (!worker.isNew) void this.#drop(shareId);
    }
    this.#changes.fire();
  }

  #markDirty(sessionIds: readonly string[] | undefined): void {
    for (const worker of this.#workers.values())
      if (sessionIds === undefined || sessionIds.includes(worker.record.sessionId)) worker.markDirty();
  }
}

/** Somebody is signed in who did not create the share. */
const isRefused = (error: unknown) => error instanceof ServiceError && error.code === "unauthorized";
