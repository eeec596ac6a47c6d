import { Sequencer } from "../../primitives/sequencer.ts";
import type { Lease, Leases } from "../leases/leases.ts";
import { isLive, type LocalShare } from "../registry/local-share.ts";
import type { SyncStatus } from "../sync/sync-status.ts";

/** What a window does for a share while it has the lease: syncs it, or deletes it. */
export interface ShareTask {
  /** The session may have changed. */
  markDirty(): void;
  /** What the service holds may have changed. */
  compareNow(): void;
  /** Tries again instead of waiting. */
  retryNow(): void;
  /** Stops, and leaves at the service what is stored: nothing will follow any more. */
  finish?(): Promise<void>;
  stop(): Promise<void>;
}

export interface ShareWorkerDeps {
  readonly leases: Leases;
  /** Starts the sync; undefined when the secret cannot be had now. */
  readonly sync: (record: LocalShare) => Promise<ShareTask | undefined>;
  readonly deletion: (record: LocalShare) => Promise<ShareTask | undefined>;
  readonly onDidChange: () => void;
}

type TaskKind = "sync" | "deletion";

const NO_SECRET: SyncStatus = {
  phase: "paused",
  cause: "secret",
  message:
    "The share's secret cannot be read from the secret storage of this machine. Unlock the keyring, or share the session again.",
};

/** One share in this window: whoever of the windows has its lease works for it, the others know how it stands. */
export class ShareWorker {
  readonly #deps: ShareWorkerDeps;
  readonly #lease: Lease;
  #record: LocalShare;
  #status: SyncStatus = { phase: "syncing" };
  /** A sync that begins with the upload, while nobody else may touch the share. */
  #upload: ShareTask | undefined;
  #isUpload: boolean;
  #place: "unknown" | "here" | "elsewhere" = "unknown";
  #isAtRest = false;
  #work: { readonly task: TaskKind; readonly work: ShareTask } | undefined;
  readonly #sequencer = new Sequencer();
  readonly #held = Promise.withResolvers<void>();

  constructor(deps: ShareWorkerDeps, record: LocalShare, upload?: ShareTask) {
    this.#deps = deps;
    this.#record = record;
    this.#upload = upload;
    this.#isUpload = upload !== undefined;
    this.#lease = deps.leases.seek(record.shareId, {
      onHeld: () => this.#move("here"),
      onElsewhere: (note) => {
        this.#status = note ? { phase: "paused", cause: "service", message: note } : { phase: "synced" };
        this.#move("elsewhere");
      },
    });
  }

  get record(): LocalShare {
    return this.#record;
  }

  get status(): SyncStatus {
    return this.#isFrozen() && this.#status.phase !== "ended" ? { phase: "synced" } : this.#status;
  }

  /** Another window works for it; the status is what that one lets know. */
  get isElsewhere(): boolean {
    return this.#place === "elsewhere";
  }

  /** True from the first upload until the registry has its record. */
  get isNew(): boolean {
    return this.#isUpload;
  }

  /** Resolves when this window has the lease and has begun to work. */
  whenHeld(): Promise<void> {
    return this.#held.promise;
  }

  /** What the registry says of it now. */
  update(record: LocalShare): Promise<void> {
    this.#isUpload &&= record.phase === "starting";
    this.#record = record;
    return this.#arrange();
  }

  setStatus(status: SyncStatus): void {
    if (this.#place === "elsewhere") return;
    if (this.#status.phase === status.phase && status.phase !== "paused") return;
    this.#status = status;
    if (status.phase === "ended") void this.#work?.work.stop();
    if (status.phase !== "syncing") this.#lease.setNote(status.phase === "synced" ? "" : status.message);
    this.#deps.onDidChange();
  }

  markDirty(): void {
    this.#work?.work.markDirty();
  }

  /** The same for what no event told of; what could not begin is tried again. */
  checkNow(): void {
    if (this.#work) this.#work.work.markDirty();
    else void this.#arrange();
  }

  compareNow(): void {
    if (this.#work) this.#work.work.compareNow();
    else void this.#arrange();
  }

  retryNow(): void {
    if (this.#work) this.#work.work.retryNow();
    else void this.#arrange();
  }

  /** Stops all work and keeps the lease, until `goOn`. */
  rest(): Promise<void> {
    this.#isAtRest = true;
    return this.#arrange();
  }

  goOn(): Promise<void> {
    this.#isAtRest = false;
    return this.#arrange();
  }

  /** Stops for good. */
  async stop(): Promise<void> {
    await this.rest();
    await this.#lease.release();
  }

  #move(place: "here" | "elsewhere"): void {
    if (place === "here" && this.#place === "elsewhere") this.#status = { phase: "syncing" };
    this.#place = place;
    void this.#arrange().then(() => this.#held.resolve());
    this.#deps.onDidChange();
  }

  /** Starts and stops what the record and the lease ask for, one thing at a time. */
  #arrange(): Promise<void> {
    return this.#sequencer.run(async () => {
      const task = this.#task();
      if (this.#work?.task === task) return;
      if (this.#isFrozen() && !this.#isAtRest) await this.#work?.work.finish?.();
      await this.#work?.work.stop();
      this.#work = undefined;
      const work = task && (await this.#start(task));
      if (task && work) this.#work = { task, work };
    });
  }

  #task(): TaskKind | undefined {
    if (this.#place !== "here" || this.#isAtRest) return undefined;
    if (this.#status.phase === "ended" || this.#isFrozen()) return undefined;
    return this.#record.phase === "shared" || this.#isUpload ? "sync" : "deletion";
  }

  /** A snapshot that is complete stays as it is. */
  #isFrozen(): boolean {
    return !isLive(this.#record) && this.#record.phase === "shared";
  }

  async #start(task: TaskKind): Promise<ShareTask | undefined> {
    const upload = task === "sync" ? this.#upload : undefined;
    this.#upload = undefined;
    if (upload) return upload;
    const work = await this.#deps[task](this.#record);
    if (!work) this.setStatus(NO_SECRET);
    return work;
  }
}
