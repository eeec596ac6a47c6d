import { closeCodes, closeReason, isOtherReason, type LiveFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { Backoff } from "./backoff.ts";
import { type Answer, type End, endOf, outdatedEnd, whyAway } from "./follow-end.ts";
import type { Following, FollowListener } from "./following.ts";
import { type LineFrame, LiveLine } from "./live-line.ts";
import { News } from "./news.ts";
import { openSocket } from "./open-socket.ts";
import type { Pace } from "./pace.ts";
import { PollTimer } from "./poll-timer.ts";
import { type Outcome, Readings } from "./readings.ts";
import type { ServiceClient } from "./service-client.ts";
import { LONGEST_WAIT_MS, OutdatedError } from "./service-error.ts";

/** Whom a follower tells: frames go straight to who follows. */
export interface FollowerDeps {
  readonly listener: Pick<FollowListener, "onFrame">;
  readonly onStatus: (status: FollowStatus) => void;
  readonly pace: Pace;
}

/** A follow of one share: see `follow`. */
export class Follower implements Following {
  readonly #client: ServiceClient;
  readonly #shareId: string;
  readonly #listener: FollowerDeps["listener"];
  readonly #onStatus: FollowerDeps["onStatus"];
  readonly #pace: Pace;
  readonly #news: News;
  readonly #readings: Readings;
  readonly #polls: PollTimer;
  readonly #pauses: Backoff;
  readonly #stopping = new AbortController();
  #revision = 0;
  /** A step could not be read: the share is read as a whole. */
  #needsWhole = false;
  /** What came of readings since the line was begun. */
  #known: Outcome;
  #isWatched = true;
  #phase: FollowStatus["phase"] = "connecting";
  #line: LiveLine | undefined;
  #isLive = false;
  /** A line is being made, or it is being found out why there is none. */
  #isTrying = false;
  /** A frame of this line was passed over; a step that seems to be missing may have been in it. */
  #hasPassedOver = false;
  /** Of the attempts to have a line only the last one counts. */
  #attempts = 0;
  #attemptTimer: ReturnType<typeof setTimeout> | undefined;
  #stableTimer: ReturnType<typeof setTimeout> | undefined;
  /** For what a live line should have brought by then. */
  #lateTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: ServiceClient, shareId: string, { listener, onStatus, pace }: FollowerDeps) {
    this.#client = client;
    this.#shareId = shareId;
    this.#listener = listener;
    this.#onStatus = onStatus;
    this.#pace = pace;
    this.#news = new News(client, shareId, pace.answer);
    this.#readings = new Readings(this.#news, (frame) => this.#take(frame));
    this.#polls = new PollTimer(
      pace,
      () => this.#readings.quiet,
      () => void this.#poll(),
    );
    this.#pauses = new Backoff(pace.retry);
    void this.#begin();
  }

  retry() {
    if (this.#isOver) return;
    if (this.#isLive) return this.#examine();
    this.#pauses.forget();
    void this.#connect();
  }

  setWatched(isWatched: boolean): void {
    if (this.#isOver || isWatched === this.#isWatched) return;
    this.#isWatched = isWatched;
    this.#polls.setWatched(isWatched);
    if (isWatched && this.#isLive) this.#examine();
  }

  dispose(): void {
    this.#stopping.abort();
    clearTimeout(this.#attemptTimer);
    this.#stopReading();
    this.#dropLine();
  }

  get #isOver(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #begin() {
    const outcome = await this.#read();
    if (outcome === undefined || this.#attempts > 0) return;
    if (outcome !== "read" && outcome.busy) this.#waitFor(outcome);
    else void this.#connect(outcome);
  }

  /** Reads what is new. An end that it hears of is told; then, and when it was dropped, it answers nothing. */
  async #read(): Promise<Outcome> {
    const needsWhole = this.#needsWhole;
    const outcome = await this.#readings.read({ revision: this.#revision, needsWhole });
    if (outcome === undefined || this.#isOver) return undefined;
    if (outcome === "read") {
      if (needsWhole) this.#needsWhole = false;
    } else if (outcome.end) {
      this.#end(outcome.end);
      return undefined;
    }
    return outcome;
  }

  /** Begins a line. Until it is live, news are asked for. @param known what a reading has just told */
  async #connect(known?: Outcome) {
    clearTimeout(this.#attemptTimer);
    this.#dropLine();
    this.#readings.dropSilent();
    this.#attempts += 1;
    const attempt = this.#attempts;
    // Who reads already need not ask why there is no line.
    this.#known = known ?? (this.#phase === "polling" ? "read" : undefined);
    this.#isTrying = true;
    this.#polls.start();
    // Who cannot prove anything may still be let in, or hears why not.
    const headers = await this.#client.liveHeaders(this.#shareId).catch(() => ({}));
    if (attempt !== this.#attempts || this.#isOver) return;
    const isOpened = this.#revision === 0 && this.#news.isOpened;
    const socket = openSocket(this.#client.liveUrl(this.#shareId, this.#revision, isOpened), headers);
    this.#line = new LiveLine(socket, this.#client.parseLarge, this.#pace.answer, {
      onSeen: this.#see,
      onClosed: (code) => void this.#afterClose(code),
    });
  }

  readonly #see = (seen: LineFrame) => {
    switch (seen.kind) {
      case "frame":
        return this.#hear(seen.frame);
      case "other":
        this.#hasPassedOver = true;
        return;
      case "outdated":
        return this.#end(outdatedEnd(new OutdatedError(this.#client.serviceUrl, seen.side)));
      case "unreadable":
        if (seen.revision <= this.#revision) return;
        this.#needsWhole = true;
        return this.#giveUp();
      case "nonsense":
        return this.#giveUp();
      default:
        return seen satisfies never;
    }
  };

  /** Whatever follows would leave a hole: only a reading or a new line tells what was missed. */
  #giveUp(): void {
    this.#pauses.offend();
    this.#readings.drop();
    this.#line?.giveUp();
  }

  #hear(frame: LiveFrame) {
    if (!this.#continues(frame)) {
      this.#needsWhole ||= this.#hasPassedOver;
      return this.#giveUp();
    }
    if (frame.type === "share") this.#beLive();
    this.#news.heardElsewhere();
    this.#listener.onFrame(frame);
    if (frame.type === "share" && this.#isLive) this.#tell({ phase: "live" });
  }

  /** Takes what was read. */
  #take(frame: LiveFrame): void {
    if (this.#continues(frame)) this.#listener.onFrame(frame);
  }

  /** Takes the frame's step, if it goes on from what is known. */
  #continues(frame: LiveFrame): boolean {
    if (frame.type === "share") return true;
    if (frame.reset) this.#revision = 0;
    if (frame.base > this.#revision) return false;
    if (!frame.more) this.#revision = Math.max(this.#revision, frame.revision);
    return true;
  }

  /** Finds out whether the line that is there still brings what is new. */
  #examine(): void {
    const line = this.#line;
    if (line?.isLate(this.#pace.late)) line.giveUp();
    else if (line) void this.#compare(line);
  }

  async #compare(line: LiveLine) {
    const newest = await this.#news.newest(this.#revision, this.#stopping.signal);
    if (this.#line !== line || newest <= this.#revision) return;
    clearTimeout(this.#lateTimer);
    this.#lateTimer = setTimeout(() => {
      if (newest > this.#revision) line.giveUp();
    }, this.#pace.late);
  }

  #beLive(): void {
    if (this.#isLive) return;
    this.#isLive = true;
    this.#isTrying = false;
    this.#stopReading();
    this.#stableTimer = setTimeout(() => this.#pauses.calm(), this.#pace.stable);
  }

  async #afterClose(code: number) {
    const wasLive = this.#isLive;
    const attempt = this.#attempts;
    this.#dropLine();
    this.#isTrying = true;
    const reason = closeReason(code);
    const told = reason && endOf(reason);
    if (told) return this.#end(told);
    if (wasLive) this.#tell({ phase: "reconnecting", reason: whyAway(reason) });
    // Who fell behind once has nothing to wait for.
    const isSlow = code === closeCodes.lagging && this.#pauses.isFresh;
    // Another reason than this version knows may come again and again: the pauses grow for good.
    if (isOtherReason(code)) this.#pauses.offend();
    // A refused upgrade carries no reason to a browser: the same question over HTTP tells.
    const asks = reason === undefined || reason === "unauthorized";
    // Where there was a line there will soon be one: the answer may hang on a connection that is as dead.
    const isSoon = asks && wasLive;
    if (isSoon) this.#connectAfter(this.#pauses.next(this.#pace.longestRetry));
    const known = wasLive ? undefined : this.#known;
    const outcome = asks ? (known ?? (await this.#read())) : {};
    if (outcome === undefined || attempt !== this.#attempts) return;
    this.#isTrying = false;
    if (outcome === "read") isSoon ? this.#polls.start() : this.#goOnReading();
    else if (!isSoon || outcome.busy) this.#waitFor(outcome, wasLive ? undefined : whyAway(reason), isSlow);
  }

  /** No line can be had, and what is new can be read. */
  #goOnReading(): void {
    this.#tell({ phase: "polling" });
    this.#polls.start();
    this.#connectAfter(this.#pauses.next(this.#pace.longestLiveRetry));
  }

  /** Nothing can be read now either. @param words why, unless it was told or the service has words of its own */
  #waitFor({ busy }: Answer, words?: string, isAtOnce = false): void {
    this.#stopReading();
    const asked = Math.min(LONGEST_WAIT_MS, busy?.retryAfterMs ?? 0);
    const pause = Math.max(this.#pauses.next(this.#pace.longestRetry), asked);
    this.#connectAfter(isAtOnce ? 0 : pause);
    const reason = busy?.words ?? words;
    if (reason !== undefined) this.#tell({ phase: "reconnecting", reason });
  }

  #connectAfter(ms: number): void {
    clearTimeout(this.#attemptTimer);
    this.#attemptTimer = setTimeout(() => void this.#connect(), ms);
  }

  async #poll() {
    const outcome = await this.#read();
    if (outcome === undefined || this.#isLive) return;
    this.#known = outcome;
    if (outcome === "read") this.#tell({ phase: "polling" });
    // What becomes of the line is told when it is known.
    if (outcome === "read" || this.#isTrying) return this.#polls.start();
    this.#pauses.calm();
    this.#waitFor(outcome, whyAway(undefined));
  }

  #stopReading(): void {
    this.#polls.stop();
    this.#readings.drop();
    this.#readings.wake();
  }

  #tell(status: FollowStatus): void {
    if (status.phase === "polling" && this.#phase === "polling") return;
    this.#phase = status.phase;
    this.#onStatus(status);
  }

  #end(why: End): void {
    this.dispose();
    this.#tell({ phase: "ended", ...why });
  }

  #dropLine(): void {
    this.#line?.drop();
    this.#line = undefined;
    this.#isLive = false;
    this.#hasPassedOver = false;
    clearTimeout(this.#stableTimer);
    clearTimeout(this.#lateTimer);
  }
}
