import { randomUUID } from "node:crypto";
import { access, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Sequencer } from "../../../primitives/sequencer.ts";
import { FILE_MODE, type OpenFile } from "./files.ts";
import { FolderInUseError, FolderLostError } from "./lock-errors.ts";
import { LockFile, type LockRecord, type LockText } from "./lock-file.ts";
import { type Listen, type Listening, listenIn } from "./lock-socket.ts";
import { machineId } from "./machine.ts";

export { FolderInUseError, FolderLostError };

/** How the holder of a folder and those who want it wait for each other, ms. */
export interface LockTiming {
  /** How often the holder looks whether it still is, and shows that it lives. */
  readonly beatMs: number;
  /** For how long the holder believes what it has seen; longer than a beat. */
  readonly leaseMs: number;
  /** How long who has put themselves in another's place waits until it is theirs; longer than a lease and a write. */
  readonly settleMs: number;
  /** How many looks, a beat apart, must find nothing new until a holder counts as dead. */
  readonly looks: number;
}

const PACE: LockTiming = { beatMs: 250, leaseMs: 500, settleMs: 1_000, looks: 24 };

export interface LockOptions {
  readonly pace?: LockTiming;
  /** Makes a server listen on a path; where that cannot be done, the lock file alone decides. */
  readonly listen?: Listen;
  /** Told once when somebody else has the folder now: nothing more may be written. */
  readonly onLost?: ((error: FolderLostError) => void) | undefined;
}

/**
 * The right to use a data folder. A file in it, `lock`, says whose it is, on any file system and for any number of hosts;
 * its holder writes a counter into it and looks whether it is still the holder's, before it writes anything else. A socket
 * beside it, where one can be made, spares those who come next the waiting: the system says at once whether a process of
 * the same machine still listens.
 */
export class FolderLock {
  readonly #folder: string;
  readonly #file: LockFile;
  readonly #options: Required<Pick<LockOptions, "pace">> & LockOptions;
  readonly #server: Server | undefined;
  #record: LockRecord;
  #seen = readClocks();
  #beating: NodeJS.Timeout | undefined;
  readonly #beats = new Sequencer();
  #lost: FolderLostError | undefined;

  private constructor(folder: string, file: LockFile, listening: Listening, options: LockOptions) {
    this.#folder = folder;
    this.#file = file;
    this.#options = { pace: PACE, ...options };
    const mine = listening.kind === "mine" ? listening : undefined;
    this.#server = mine?.server;
    const socket = mine ? { socket: mine.id } : {};
    const who = { token: randomUUID(), machine: machineId(), host: hostname(), pid: process.pid };
    this.#record = { ...who, ...socket, beat: 0 };
  }

  /** @throws FolderInUseError */
  static async take(folder: string, options: LockOptions = {}): Promise<FolderLock> {
    const listening = await listenIn(folder, options.listen);
    const file = new LockFile(join(folder, "lock"));
    const lock = new FolderLock(folder, file, listening, options);
    try {
      if (listening.kind === "taken") throw new FolderInUseError(folder, (await file.read())?.record);
      const abandoned = listening.kind === "mine" ? listening.abandoned : undefined;
      await lock.#enter(abandoned);
      return lock;
    } catch (error) {
      await lock.#stop();
      throw error;
    }
  }

  /** @throws FolderLostError when somebody else has the folder, or may have it by now */
  assertHeld(): void {
    if (this.#lost) throw this.#lost;
    if (age(this.#seen) < this.#options.pace.leaseMs) return;
    // This process, or its machine, has slept: others may have taken it for dead.
    const now = readClocks();
    if (!this.#isMine(this.#file.readOrCreate(this.#record))) throw this.#lose();
    this.#seen = now;
  }

  /** Opens files such that nothing is written to them once the folder is somebody else's. */
  guard(open: OpenFile): OpenFile {
    return async (path, flags, mode) => {
      this.assertHeld();
      const file = await open(path, flags, mode);
      const write = file.write.bind(file) as (...args: unknown[]) => Promise<unknown>;
      const truncate = file.truncate.bind(file);
      file.write = ((...args: unknown[]) => {
        this.assertHeld();
        return write(...args);
      }) as typeof file.write;
      file.truncate = async (length) => {
        this.assertHeld();
        await truncate(length);
      };
      return file;
    };
  }

  async release(): Promise<void> {
    await this.#stop();
    if (this.#lost || (await this.#file.read())?.record?.token !== this.#record.token) return;
    // Says that nobody is at work here, which a file that is missing alone does not.
    await writeFile(this.#free, "", { mode: FILE_MODE }).catch(() => undefined);
    await this.#file.remove();
  }

  get #free(): string {
    return join(this.#folder, "lock.free");
  }

  /** @param abandoned the socket of this folder that nobody on this machine answers on */
  async #enter(abandoned: string | undefined): Promise<void> {
    const before = await this.#file.read();
    const isFirst = before === undefined && (await this.#file.create(this.#record));
    const isFree = isFirst
      ? await this.#isFree()
      : await this.#replace(before ?? (await this.#file.read()), abandoned);
    await rm(this.#free, { force: true });
    this.#seen = readClocks();
    this.#beating = setInterval(() => this.#keep(), this.#options.pace.beatMs).unref();
    if (!isFree) await this.#settle();
  }

  /** Whether nobody can be at work here: the last holder has left in order, or there never was one. */
  async #isFree(): Promise<boolean> {
    const isThere = (name: string) =>
      access(join(this.#folder, name)).then(
        () => true,
        () => false,
      );
    return (await isThere("lock.free")) || !(await isThere("index.jsonl"));
  }

  /** Takes a dead holder's place. Answers whether it is dead for sure, or only seems so. @throws FolderInUseError */
  async #replace(before: LockText | undefined, abandoned: string | undefined): Promise<boolean> {
    const { machine, socket } = before?.record ?? {};
    const isDead = socket !== undefined && socket === abandoned && machine === this.#record.machine;
    if (!isDead) await this.#watch(before);
    this.#file.overwrite(this.#record);
    return isDead;
  }

  /** Resolves when nothing has moved for as many looks as it takes. No clock counts, only looks: they may jump. */
  async #watch(before: LockText | undefined): Promise<void> {
    for (let look = 0; look < this.#options.pace.looks; look++) {
      await delay(this.#options.pace.beatMs);
      const after = await this.#file.read();
      if (after?.text !== before?.text) throw new FolderInUseError(this.#folder, after?.record);
    }
  }

  /** Waits until whoever was there before has noticed. @throws FolderInUseError when somebody else came later */
  async #settle(): Promise<void> {
    await delay(this.#options.pace.settleMs);
    await this.#keep();
    if (this.#lost) throw new FolderInUseError(this.#folder, (await this.#file.read())?.record);
  }

  /** One at a time. */
  #keep(): Promise<void> {
    return this.#beats.run(() => this.#keepNow()).catch(() => undefined);
  }

  /** Looks whether the folder is still this process's, and shows that it lives. */
  async #keepNow(): Promise<void> {
    if (this.#lost) return;
    const now = readClocks();
    this.#record = { ...this.#record, beat: this.#record.beat + 1 };
    const found = await this.#file.read();
    // One that cannot be read may be half written. If it stays so, nothing is confirmed, and writing ends with the lease.
    if (found !== undefined && found.record === undefined) return;
    // A file that somebody removed is made again, unless another was first; in one go, since `assertHeld` that finds it half
    // made would take it for another's.
    if (!this.#isMine(found ?? this.#file.readOrCreate(this.#record))) return void this.#lose();
    this.#seen = now;
    if (found === undefined) return;
    // What was seen too long ago may be another's by now: it is looked at again, and nothing comes between that and the write.
    this.assertHeld();
    this.#file.overwrite(this.#record);
  }

  #isMine(found: LockText): boolean {
    return found.record?.token === this.#record.token;
  }

  #lose(): FolderLostError {
    if (this.#lost) return this.#lost;
    this.#lost = new FolderLostError(this.#folder);
    clearInterval(this.#beating);
    this.#options.onLost?.(this.#lost);
    return this.#lost;
  }

  async #stop(): Promise<void> {
    clearInterval(this.#beating);
    await this.#beats.run(() => {});
    const server = this.#server;
    if (server?.listening) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

/** By two clocks: one stands still while the machine sleeps, the other may be set. */
interface Clocks {
  readonly steady: number;
  readonly wall: number;
}

const readClocks = (): Clocks => ({ steady: performance.now(), wall: Date.now() });

/** How long ago that was, ms; whichever clock says more. One that was set back says that it must be looked at again. */
function age({ steady, wall }: Clocks): number {
  const elapsed = Date.now() - wall;
  return Math.max(performance.now() - steady, elapsed < 0 ? Number.POSITIVE_INFINITY : elapsed);
}
