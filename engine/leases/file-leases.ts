import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Disposable } from "../../primitives/disposable.ts";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";
import { reportOnce } from "../sources/report-once.ts";
import type { Report, WatchFiles } from "../sources/session-source.ts";
import { FileLease } from "./file-lease.ts";
import type { Lease, LeaseListener, Leases } from "./leases.ts";

export interface LeasePace {
  /** Between two signs of life, and between two looks for those of others, ms. */
  readonly beatMs: number;
  readonly looks: number;
  readonly settleMs: number;
}

/** A dead window's lease is taken over after 6 to 9 s. */
const STANDARD_PACE: LeasePace = { beatMs: 2_000, looks: 3, settleMs: 200 };
/** A beat that comes so many beats late means that the machine has slept. */
const SLEPT_BEATS = 10;

export interface FileLeasesDeps {
  /** The same for all windows; made when it is needed. */
  readonly folder: string;
  readonly watchFiles: WatchFiles;
  readonly report: Report;
  /** The machine has slept, or its clock has jumped. */
  readonly onWake?: () => void;
  readonly pace?: LeasePace;
}

/** Leases between the windows that share a folder. While none is sought there is no timer and no file of this window. */
export class FileLeases implements Leases, Disposable {
  readonly #deps: FileLeasesDeps;
  readonly #pace: LeasePace;
  readonly #report: Report;
  readonly #windowId = randomBytes(12).toString("hex");
  readonly #leases = new Map<string, FileLease>();
  /** A lease that is sought again waits until it has been let go of. */
  readonly #releasing = new Map<string, Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #watch: Disposable | undefined;
  #beats = 0;
  #lastBeat = { clock: 0, monotonic: 0 };
  #isBeating = false;

  constructor(deps: FileLeasesDeps) {
    this.#deps = deps;
    this.#pace = deps.pace ?? STANDARD_PACE;
    this.#report = reportOnce(deps.report);
  }

  /** Within one window a name can be sought once at a time. */
  seek(name: string, listener: LeaseListener): Lease {
    const { looks, settleMs } = this.#pace;
    const lease = new FileLease(
      {
        file: path.join(this.#leaseFolder, `${name}.lease`),
        windowId: this.#windowId,
        looks,
        settleMs,
        signOf: (windowId) => readRegularFile(this.#signFile(windowId), SHORT_FILE_BYTES).catch(() => ""),
        onTrouble: (error) => this.#reportTrouble(error),
      },
      listener,
    );
    this.#leases.set(name, lease);
    this.#start();
    void this.#begin(name, lease);
    return { setNote: (note) => lease.setNote(note), release: () => this.#release(name, lease) };
  }

  /** Lets go of everything at once: the process is about to end. */
  dispose(): void {
    for (const lease of this.#leases.values()) lease.releaseNow();
    this.#leases.clear();
    this.#stop();
  }

  get #leaseFolder(): string {
    return path.join(this.#deps.folder, "leases");
  }

  /** Apart from the leases, so that signs of life wake nobody up. */
  #signFile(windowId: string): string {
    return path.join(this.#deps.folder, "windows", windowId);
  }

  async #begin(name: string, lease: FileLease): Promise<void> {
    if (this.#beats === 0) await this.#beat();
    await this.#releasing.get(name);
    await lease.look(false);
  }

  async #release(name: string, lease: FileLease): Promise<void> {
    if (this.#leases.get(name) === lease) this.#leases.delete(name);
    const releasing = lease.release();
    this.#releasing.set(name, releasing);
    await releasing;
    if (this.#releasing.get(name) === releasing) this.#releasing.delete(name);
    if (this.#leases.size === 0) this.#stop();
  }

  #start(): void {
    if (this.#timer) return;
    this.#lastBeat = { clock: Date.now(), monotonic: performance.now() };
    this.#timer = setInterval(() => void this.#tick(), this.#pace.beatMs).unref();
    // A folder that is not there yet is watched at a cost.
    attempt(() => mkdirSync(this.#leaseFolder, { recursive: true, mode: 0o700 }));
    this.#watch = this.#deps.watchFiles(this.#leaseFolder, "*.lease", (file) => {
      void this.#leases.get(path.basename(file, ".lease"))?.look(false);
    });
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#watch?.dispose();
    this.#watch = undefined;
    this.#beats = 0;
    attempt(() => rmSync(this.#signFile(this.#windowId), { force: true }));
  }

  async #tick(): Promise<void> {
    if (this.#isBeating) return;
    this.#isBeating = true;
    try {
      this.#noticeSleep();
      await this.#beat();
      await Promise.all([...this.#leases.values()].map((lease) => lease.look(true)));
    } finally {
      this.#isBeating = false;
    }
  }

  async #beat(): Promise<void> {
    this.#beats += 1;
    const file = this.#signFile(this.#windowId);
    try {
      await this.#writeSign(file).catch(async (error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT") throw error;
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await this.#writeSign(file);
      });
      if (!this.#timer) await rm(file, { force: true });
    } catch (error) {
      this.#reportTrouble(error);
    }
  }

  /** Without turns shares are synced all the same, only by several windows at once. */
  #reportTrouble(error: unknown): void {
    const why = error instanceof Error && "code" in error ? error.code : String(error);
    this.#report(
      `Windows cannot take turns, so each one with a session's folder syncs its share: ${this.#deps.folder} cannot be written (${why}). Make it writable, or keep the folder open in one window only.`,
    );
  }

  #writeSign(file: string): Promise<void> {
    return writeFile(file, String(this.#beats), { mode: 0o600 });
  }

  /** Some systems stop the monotonic clock during sleep and some do not; one of the two clocks tells. */
  #noticeSleep(): void {
    const now = { clock: Date.now(), monotonic: performance.now() };
    const passed = Math.max(now.clock - this.#lastBeat.clock, now.monotonic - this.#lastBeat.monotonic);
    this.#lastBeat = now;
    if (passed > SLEPT_BEATS * this.#pace.beatMs) this.#deps.onWake?.();
  }
}

/** What fails here, the next lease or sign of life will tell. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {}
}
