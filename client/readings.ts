import type { LiveFrame } from "../protocol/live.ts";
import { type Answer, answerOf, outdatedEnd } from "./follow-end.ts";
import type { Known, News } from "./news.ts";
import { OutdatedError, ServiceError } from "./service-error.ts";

/** What came of a reading: it was answered, or not; undefined: it was dropped. */
export type Outcome = "read" | Answer | undefined;

interface UnderWay {
  readonly outcome: Promise<Outcome>;
  readonly abort: AbortController;
  /** Something of it has come. */
  isAnswered: boolean;
}

/** Reads news, one reading at a time: who asks while one is under way hears what comes of it. */
export class Readings {
  readonly #news: News;
  readonly #onFrame: (frame: LiveFrame) => void;
  #underWay: UnderWay | undefined;
  #quiet = 0;

  constructor(news: News, onFrame: (frame: LiveFrame) => void) {
    this.#news = news;
    this.#onFrame = onFrame;
  }

  /** How many in a row have brought nothing. */
  get quiet(): number {
    return this.#quiet;
  }

  read(known: Known): Promise<Outcome> {
    this.#underWay ??= this.#begin(known);
    return this.#underWay.outcome;
  }

  /** Drops the one under way unless it is being answered: on a connection that is dead it would hear nothing for long. */
  dropSilent(): void {
    if (!this.#underWay?.isAnswered) this.drop();
  }

  drop(): void {
    this.#underWay?.abort.abort();
    this.#underWay = undefined;
  }

  /** What was is no reason to ask seldom. */
  wake(): void {
    this.#quiet = 0;
  }

  #begin(known: Known): UnderWay {
    const abort = new AbortController();
    const onFrame = (frame: LiveFrame) => {
      if (abort.signal.aborted) return;
      underWay.isAnswered = true;
      this.#onFrame(frame);
    };
    const outcome = this.#ask(known, onFrame, abort.signal);
    const underWay: UnderWay = { outcome, abort, isAnswered: false };
    return underWay;
  }

  async #ask(known: Known, onFrame: (frame: LiveFrame) => void, signal: AbortSignal): Promise<Outcome> {
    try {
      const isNews = await this.#news.read(known, onFrame, signal);
      if (signal.aborted) return undefined;
      this.#quiet = isNews ? 0 : this.#quiet + 1;
      return "read";
    } catch (error) {
      if (signal.aborted) return undefined;
      if (error instanceof OutdatedError) return { end: outdatedEnd(error) };
      return error instanceof ServiceError ? answerOf(error) : {};
    } finally {
      if (!signal.aborted) this.#underWay = undefined;
    }
  }
}
