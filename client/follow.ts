import { closeCodes, closeReason, isOtherReason, type LiveFrame, type SeenFrame } from "../protocol/live.ts";
import type { FollowStatus } from "../protocol/panel.ts";
import { type Answer, answerOf, type End, endOf, outdatedEnd, whyAway } from "./follow-end.ts";
import { LiveLine } from "./live-line.ts";
import { News } from "./news.ts";
import { openSocket } from "./open-socket.ts";
import { PACE, type Pace, spread } from "./pace.ts";
import { ServiceClient } from "./service-client.ts";
import { LONGEST_WAIT_MS, OutdatedError, ServiceError } from "./service-error.ts";

/** What a follower hears: frames in order, and how the connection stands. */
export interface FollowListener {
  onFrame(frame: LiveFrame): void;
  onStatus(status: FollowStatus): void;
}

/** A running follow. */
export interface Following {
  /** Connects at once, where there is no live line. */
  retry(): void;
  /** Whether anybody looks at it: who does not need not hear at once. */
  setWatched(isWatched: boolean): void;
  /** Ends it silently. */
  dispose(): void;
}

/**
 * Follows a share for as long as it lives. What there is comes by plain HTTP, what follows over a live line; where none
 * can be had, it is asked for now and then. A lost line is made anew with growing pauses; it ends when the service says
 * that the share did.
 * @param service its address, or a client that proves who follows
 */
export function follow(
  service: string | ServiceClient,
  shareId: string,
  listener: FollowListener,
  pace: Pace = PACE,
): Following {
  const client = typeof service === "string" ? new ServiceClient(service) : service;
  return new Follower(client, shareId, listener, pace);
}

/** What came of a reading: it was answered, or not; undefined: that does not matter any more. */
type Outcome = "read" | Answer | undefined;

class Follower implements Following {
  readonly #client: ServiceClient;
  readonly #shareId: string;
  readonly #listener: FollowListener;
  readonly #pace: Pace;
  readonly #news: News;
  readonly #stopping = new AbortController();
  #revision = 0;
  /** A step could not be read: the share is read as a whole. */
  #needsWhole = false;
  #reading: { readonly outcome: Promise<Outcome>; readonly abort: AbortController } | undefined;
  /** What came of readings since the line was begun. */
  #known: Outcome;
  /** Readings in a row that brought nothing. */
  #quietReadings = 0;
  #isWatched = true;
  #phase: FollowStatus["phase"] = "connecting";
  #pollTimer: ReturnType<typeof setTimeout> | undefined;
  #line: LiveLine | undefined;
  #isLive = false;
  /** A line is being made, or it is being found out why there is none. */
  #isTrying = false;
  /** A frame of this line was passed over; a step that seems to be missing may have been in it. */
  #hasPassedOver = false;
  /** Of the attempts to have a line only the last one counts. */
  #attempts = 0;
  #failures = 0;
  /** Lines given up over their frames: each makes the next pauses longer for good. */
  #nonsense = 0;
  #attemptTimer: ReturnType<typeof setTimeout> | undefined;
  #stableTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: ServiceClient, shareId: string, listener: FollowListener, pace: Pace) {
    this.#client = client;
    this.#shareId = shareId;
    this.#listener = listener;
    this.#pace = pace;
    this.#news = new News(client, shareId, pace.answer);
    void this.#begin();
  }

  retry(): void {
    if (this.#isOver || this.#isLive) return;
    this.#failures = 0;
    this.#reading?.abort.abort();
    void this.#connect();
  }

  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    if (this.#pollTimer !== undefined) this.#pollLater();
  }

  dispose(): void {
    this.#stopping.abort();
    clearTimeout(this.#attemptTimer);
    this.#stopPolling();
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

  /** Reads what is new; one that is under way is not begun anew. An end that it hears of is told. */
  #read(): Promise<Outcome> {
    if (this.#reading) return this.#reading.outcome;
    const abort = new AbortController();
    const outcome = this.#readUntil(AbortSignal.any([abort.signal, this.#stopping.signal]));
    this.#reading = { outcome, abort };
    return outcome;
  }

  async #readUntil(signal: AbortSignal): Promise<Outcome> {
    const outcome = await this.#ask(signal);
    if (signal.aborted) return undefined;
    this.#reading = undefined;
    if (outcome === "read" || !outcome.end) return outcome;
    this.#end(outcome.end);
    return undefined;
  }

  async #ask(signal: AbortSignal): Promise<"read" | Answer> {
    const known = { revision: this.#revision, needsWhole: this.#needsWhole };
    const onFrame = (frame: LiveFrame) => {
      if (!signal.aborted && this.#continues(frame)) this.#listener.onFrame(frame);
    };
    try {
      const isNews = await this.#news.read(known, onFrame, signal);
      this.#quietReadings = isNews ? 0 : this.#quietReadings + 1;
      if (known.needsWhole) this.#needsWhole = false;
      return "read";
    } catch (error) {
      if (error instanceof OutdatedError) return { end: outdatedEnd(error) };
      return error instanceof ServiceError ? answerOf(error) : {};
    }
  }

  /** Begins a line. Until it is live, news are asked for. @param known what a reading has just told */
  async #connect(known?: Outcome) {
    clearTimeout(this.#attemptTimer);
    this.#dropLine();
    this.#attempts += 1;
    const attempt = this.#attempts;
    this.#known = known;
    this.#isTrying = true;
    this.#pollLater();
    // Who cannot prove anything may still be let in, or hears why not.
    const headers = await this.#client.liveHeaders(this.#shareId).catch(() => ({}));
    if (attempt !== this.#attempts || this.#isOver) return;
    const isOpened = this.#revision === 0 && this.#news.isOpened;
    const socket = openSocket(this.#client.liveUrl(this.#shareId, this.#revision, isOpened), headers);
    this.#line = new LiveLine(socket, this.#client.parseLarge, this.#pace.answer, {
      onSeen: (seen) => this.#see(seen),
      onClosed: (code) => void this.#afterClose(code),
    });
  }

  #see(seen: SeenFrame) {
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
  }

  /** Whatever follows would leave a hole: only a reading or a new line tells what was missed. */
  #giveUp(): void {
    this.#nonsense += 1;
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

  /** Takes the frame's step, if it goes on from what is known. */
  #continues(frame: LiveFrame): boolean {
    if (frame.type === "share") return true;
    if (frame.reset) this.#revision = 0;
    if (frame.base > this.#revision) return false;
    if (!frame.more) this.#revision = Math.max(this.#revision, frame.revision);
    return true;
  }

  #beLive(): void {
    if (this.#isLive) return;
    this.#isLive = true;
    this.#isTrying = false;
    this.#known = undefined;
    this.#stopPolling();
    this.#line?.bearSilence(undefined);
    this.#stableTimer = setTimeout(() => {
      this.#failures = this.#nonsense;
    }, this.#pace.stable);
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
    const isSlow = code === closeCodes.lagging && this.#failures === this.#nonsense;
    // Another reason than this version knows may come again and again: the pauses grow for good.
    if (isOtherReason(code)) this.#nonsense += 1;
    // A refused upgrade carries no reason to a browser: the same question over HTTP tells.
    const asks = reason === undefined || reason === "unauthorized";
    const outcome = asks ? (this.#known ?? (await this.#read())) : {};
    if (outcome === undefined || attempt !== this.#attempts) return;
    this.#isTrying = false;
    if (outcome === "read") this.#goOnReading(wasLive);
    else this.#waitFor(outcome, wasLive ? undefined : whyAway(reason), isSlow);
  }

  /** There is no line, and what is new can be read. @param wasLive there was one, and there will soon be one again */
  #goOnReading(wasLive: boolean): void {
    if (!wasLive) this.#tell({ phase: "polling" });
    this.#pollLater();
    this.#connectAfter(this.#nextPause(this.#pace.longestLiveRetry));
  }

  /** Nothing can be read now either. @param words why, unless it was told or the service has words of its own */
  #waitFor({ busy }: Answer, words?: string, isAtOnce = false): void {
    this.#stopPolling();
    const asked = Math.min(LONGEST_WAIT_MS, busy?.retryAfterMs ?? 0);
    const pause = Math.max(this.#nextPause(this.#pace.longestRetry), asked);
    this.#connectAfter(isAtOnce ? 0 : pause);
    const reason = busy?.words ?? words;
    if (reason !== undefined) this.#tell({ phase: "reconnecting", reason });
  }

  #nextPause(longest: number): number {
    const pause = Math.min(longest, this.#pace.retry * 2 ** this.#failures);
    this.#failures += 1;
    return spread(pause);
  }

  #connectAfter(ms: number): void {
    clearTimeout(this.#attemptTimer);
    this.#attemptTimer = setTimeout(() => void this.#connect(), ms);
  }

  #pollLater(): void {
    const { poll, longestPoll, unwatchedPoll } = this.#pace;
    const watched = Math.min(longestPoll, poll * 1.5 ** this.#quietReadings);
    clearTimeout(this.#pollTimer);
    this.#pollTimer = setTimeout(() => void this.#poll(), spread(this.#isWatched ? watched : unwatchedPoll));
  }

  async #poll() {
    const outcome = await this.#read();
    if (outcome === undefined || this.#isLive) return;
    this.#known = outcome;
    if (outcome === "read") this.#tell({ phase: "polling" });
    // What becomes of the line is told when it is known.
    if (outcome === "read" || this.#isTrying) return this.#pollLater();
    this.#failures = this.#nonsense;
    this.#waitFor(outcome, whyAway(undefined));
  }

  #stopPolling(): void {
    clearTimeout(this.#pollTimer);
    this.#pollTimer = undefined;
    this.#reading?.abort.abort();
    this.#reading = undefined;
    this.#quietReadings = 0;
  }

  #tell(status: FollowStatus): void {
    if (status.phase === "polling" && this.#phase === "polling") return;
    this.#phase = status.phase;
    this.#listener.onStatus(status);
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
  }
}
