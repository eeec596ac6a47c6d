import type { Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { WebSocket } from "ws";
import { Sequencer } from "../../primitives/sequencer.ts";
import { type CloseReason, closeCodes } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import type { StoredBatch } from "../store/store.ts";
import { CatchUpBudget } from "./catch-up-budget.ts";
import { closeReasonOf } from "./close-reason.ts";
import { batchFrame } from "./frames.ts";
import { Pollers } from "./pollers.ts";
import { readStep } from "./read-step.ts";
import { type Reader, Readers, recheckReader } from "./readers.ts";
import { type MayStay, type ReadSince, Subscriber } from "./subscriber.ts";
import { startTimerAt } from "./timer-at.ts";

/** How often every viewer is asked whether it is still there, and whether it may be, ms. */
const PING_INTERVAL_MS = 30_000;
/** How often every viewer sees that its line is alive, ms: shorter than proxies let a line be silent. */
const HEARTBEAT_MS = 15_000;
/** How many viewers are asked in one go, so that others are served in between. */
const ASKED_AT_ONCE = 50;

export interface LiveHubDeps {
  readonly readSince: ReadSince;
  /**
   * A text that is another one whenever who may read a share may have changed. Where another process can change that it is
   * asked before each step is told; undefined: none can.
   */
  readonly accessOf?: ((shareId: string) => Promise<string>) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly pingIntervalMs?: number;
  readonly heartbeatMs?: number | undefined;
  /** After how long without a question who polls has left; default: as often as pages ask. */
  readonly pollLastsMs?: number | undefined;
}

/** What a viewer's socket speaks over, and how. */
export interface ViewerLine {
  readonly connection?: Socket;
  /** Other frames than those of the first version may be sent. */
  readonly hearsHeartbeat?: boolean;
  /** By what it was counted while it polled. */
  readonly who?: string;
}

interface Room {
  readonly viewers: Set<Subscriber>;
  /** In which steps are told that have to be judged or read first. */
  readonly turns: Sequencer;
  share: Share;
  stopTimer: () => void;
  /** What `accessOf` said when all were asked the last time. */
  access: string | undefined;
}

/** The viewers of all shares in this process: tells them each step, and why their share ended. */
export class LiveHub {
  /** Who reads over HTTP: asked again with the viewers. */
  readonly readers = new Readers();
  /** Who follows over HTTP, without a line. */
  readonly pollers: Pollers;
  readonly #deps: LiveHubDeps;
  readonly #budget = new CatchUpBudget();
  readonly #rooms = new Map<string, Room>();
  #pinging: NodeJS.Timeout | undefined;
  #beating: NodeJS.Timeout | undefined;
  #whenEmpty: (() => void) | undefined;
  #isClosed = false;

  constructor(deps: LiveHubDeps) {
    this.#deps = deps;
    this.pollers = new Pollers(deps.pollLastsMs);
  }

  /** How many follow a share now, over a line or by polling. */
  viewers(shareId: string): number {
    return (this.#rooms.get(shareId)?.viewers.size ?? 0) + this.pollers.count(shareId);
  }

  /** How many follow any share now. */
  get allViewers(): number {
    let count = this.pollers.all.length;
    for (const { viewers } of this.#rooms.values()) count += viewers.size;
    return count;
  }

  /**
   * Lets a socket follow a share from a revision on; false when the hub takes nobody any more.
   * It joins before it reads, so that it misses no end and no step. `mayStay` is asked again and again.
   */
  join(socket: WebSocket, share: Share, since: number, mayStay: MayStay, line: ViewerLine = {}): boolean {
    if (this.#isClosed) {
      socket.close(closeCodes.restarting, "restarting");
      return false;
    }
    const { readSince, heartbeatMs = HEARTBEAT_MS } = this.#deps;
    const viewer = new Subscriber(socket, share, since, {
      readSince,
      budget: this.#budget,
      mayStay,
      connection: line.connection,
      heartbeatMs: line.hearsHeartbeat ? heartbeatMs : undefined,
    });
    const room = this.#rooms.get(share.shareId) ?? this.#open(share);
    room.viewers.add(viewer);
    if (line.who !== undefined) this.pollers.getLine(share.shareId, line.who);
    this.#pinging ??= this.#startPinging();
    this.#beating ??= setInterval(() => this.#everyViewer((one) => one.beat()), heartbeatMs).unref();
    socket.on("close", () => this.#leave(share.shareId, room, viewer));
    viewer.start().catch((error: unknown) => viewer.close(closeReasonOf(error)));
    return true;
  }

  /** Tells all viewers how their share is described now, and ends it for them at its new time. */
  change(share: Share): void {
    const room = this.#rooms.get(share.shareId);
    if (!room || isDeepStrictEqual(room.share, share)) return;
    room.share = share;
    room.stopTimer();
    room.stopTimer = this.#startTimer(share);
    for (const viewer of room.viewers) viewer.describe(share);
  }

  /** Asks all viewers and readers of a share whether they may stay; resolves when those who may not are gone. */
  async recheck(shareId: string): Promise<void> {
    const readers = [...this.readers.of(shareId), ...this.pollers.of(shareId)];
    await recheckEach(readers, [...(this.#rooms.get(shareId)?.viewers ?? [])]);
  }

  /** Asks those of all shares, as when somebody's right to be here is over. */
  async recheckAll(): Promise<void> {
    const viewers = [...this.#rooms.values()].flatMap((room) => [...room.viewers]);
    await recheckEach([...this.readers.all, ...this.pollers.all], viewers);
  }

  /** The shares that somebody follows or reads now. */
  *watched(): Iterable<string> {
    yield* this.#rooms.keys();
    yield* this.readers.shares();
  }

  /** Tells a step that was made here. */
  publish(shareId: string, batch: StoredBatch): void {
    const room = this.#rooms.get(shareId);
    if (!room) return;
    if (!this.#deps.accessOf) {
      tell(room, batch, batchFrame(batch));
      return;
    }
    const told = room.turns.run(async () => {
      await this.#admit(shareId, room);
      tell(room, batch, batchFrame(batch));
    });
    // Who was not told is behind, and is told with whatever comes next.
    told.catch(() => undefined);
  }

  /**
   * Tells that a share has come to a revision by another process; the step is read once for all. Nothing where all know it.
   * @throws what reading throws
   */
  async advance(shareId: string, revision: number): Promise<void> {
    const room = this.#rooms.get(shareId);
    if (!room || !isBehind(room, revision)) return;
    await room.turns.run(async () => {
      if (!isBehind(room, revision)) return;
      const step = await readStep(this.#deps.readSince, shareId, liveRevision(room, revision), revision);
      await this.#admit(shareId, room);
      tell(room, step, step.frame);
    });
  }

  /** Asks all who follow or read to come back later, and cuts off who does not leave: nothing is known of their rights. */
  letGo(): void {
    for (const reader of this.readers.all) reader.cutOff();
    this.#everyViewer((viewer) => void viewer.end("restarting"));
  }

  /** Asks all of a share again unless nothing can have changed since: what is told them next was written after that. */
  async #admit(shareId: string, room: Room): Promise<void> {
    const access = await this.#deps.accessOf?.(shareId);
    if (access === room.access) return;
    await this.recheck(shareId);
    room.access = access;
  }

  /** Ends following a share; when this answers, nobody follows it and nothing more of it goes to anybody. */
  async end(shareId: string, reason: CloseReason): Promise<void> {
    this.pollers.end(shareId);
    const viewers = this.#rooms.get(shareId)?.viewers ?? [];
    await Promise.all([...viewers].map((viewer) => viewer.end(reason)));
  }

  /** Tells all viewers to come back later, and cuts off those that have not left after `graceMs`. */
  async close(graceMs: number): Promise<void> {
    this.#isClosed = true;
    this.#everyViewer((viewer) => viewer.close("restarting"));
    if (this.#rooms.size === 0) return;
    const timer = setTimeout(() => this.#everyViewer((viewer) => viewer.cutOff()), graceMs);
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
    clearTimeout(timer);
  }

  #open(share: Share): Room {
    const stopTimer = this.#startTimer(share);
    const room: Room = { viewers: new Set(), turns: new Sequencer(), share, stopTimer, access: undefined };
    this.#rooms.set(share.shareId, room);
    return room;
  }

  /** Ends a share for its viewers when its time is over. Answers how not to. */
  #startTimer({ shareId, expiresAt }: Share): () => void {
    if (expiresAt === null) return () => {};
    return startTimerAt(expiresAt, this.#deps.now, () => void this.end(shareId, "expired"));
  }

  #leave(shareId: string, room: Room, viewer: Subscriber): void {
    room.viewers.delete(viewer);
    if (room.viewers.size > 0) return;
    room.stopTimer();
    this.#rooms.delete(shareId);
    if (this.#rooms.size > 0) return;
    clearInterval(this.#pinging);
    clearInterval(this.#beating);
    this.#pinging = undefined;
    this.#beating = undefined;
    this.#whenEmpty?.();
  }

  #startPinging(): NodeJS.Timeout {
    const ping = () => {
      this.#everyViewer((viewer) => viewer.ping());
      void this.recheckAll();
    };
    return setInterval(ping, this.#deps.pingIntervalMs ?? PING_INTERVAL_MS).unref();
  }

  #everyViewer(visit: (viewer: Subscriber) => void): void {
    for (const { viewers } of this.#rooms.values()) for (const viewer of viewers) visit(viewer);
  }
}

function tell(room: Room, step: Pick<StoredBatch, "base" | "revision">, frame: Buffer | undefined): void {
  for (const viewer of room.viewers)
    viewer.take(step, frame).catch((error: unknown) => viewer.close(closeReasonOf(error)));
}

const isBehind = ({ viewers }: Room, revision: number) =>
  [...viewers].some(({ expects }) => expects < revision);

/** The newest revision before this one that viewers have who are told steps as they come; undefined: there are none. */
function liveRevision({ viewers }: Room, before: number): number | undefined {
  const known = [...viewers].flatMap((viewer) => viewer.liveRevision ?? []);
  const older = known.filter((revision) => revision < before);
  return older.length === 0 ? undefined : Math.max(...older);
}

async function recheckEach(readers: readonly Reader[], viewers: readonly Subscriber[]): Promise<void> {
  const questions = [
    ...readers.map((reader) => () => recheckReader(reader)),
    ...viewers.map(
      (viewer) => () => viewer.recheck().catch((error: unknown) => viewer.end(closeReasonOf(error))),
    ),
  ];
  const asked: Promise<void>[] = [];
  for (let start = 0; start < questions.length; start += ASKED_AT_ONCE) {
    if (start > 0) await nextTurn();
    for (const ask of questions.slice(start, start + ASKED_AT_ONCE)) asked.push(ask());
  }
  await Promise.all(asked);
}
