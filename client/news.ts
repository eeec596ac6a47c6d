import type { LiveFrame } from "../protocol/live.ts";
import type { SeenStep } from "../protocol/seen.ts";
import { answerOf } from "./follow-end.ts";
import type { ServiceClient } from "./service-client.ts";
import { OutdatedError, ServiceError } from "./service-error.ts";
import type { SnapshotListener } from "./snapshot-lines.ts";

/** What is known of a share before it is asked for news. */
export interface Known {
  readonly revision: number;
  /** Some of it could not be read: it is asked for as a whole. */
  readonly needsWhole: boolean;
}

/** News of a share over plain HTTP, in the frames of a live line. To ask for none costs next to nothing. */
export class News {
  readonly #client: ServiceClient;
  readonly #shareId: string;
  readonly #answerMs: number;
  #etag: string | undefined;
  #isOpened = false;

  /** @param answerMs how long the service may take to begin an answer */
  constructor(client: ServiceClient, shareId: string, answerMs: number) {
    this.#client = client;
    this.#shareId = shareId;
    this.#answerMs = answerMs;
  }

  /** Whether the service was told that a person has opened the share. */
  get isOpened(): boolean {
    return this.#isOpened;
  }

  /** A live line has told of the share: what was read last is no longer what is known. */
  heardElsewhere(): void {
    this.#etag = undefined;
    this.#isOpened = true;
  }

  /**
   * Hands on what is new, as it comes. @returns whether there was any
   * @throws ServiceError, ServiceUnreachableError, OutdatedError, or the signal's reason
   */
  async read(known: Known, onFrame: (frame: LiveFrame) => void, signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#readFrom(known, onFrame, signal);
    } catch (error) {
      const isWhole = known.needsWhole || known.revision === 0;
      if (!(error instanceof OutdatedError) || isWhole) throw error;
      // A step may have a form that nobody knows here, where the whole has none.
      return this.#readFrom({ ...known, needsWhole: true }, onFrame, signal);
    }
  }

  /** At which revision the share is, without reading it; an end is newer than all. What cannot be known now is 0. */
  async newest(revision: number, signal: AbortSignal): Promise<number> {
    try {
      return (await this.#client.probe(this.#shareId, signal, revision)).revision;
    } catch (error) {
      return error instanceof ServiceError && answerOf(error).end ? Number.POSITIVE_INFINITY : 0;
    }
  }

  async #readFrom(
    { revision, needsWhole }: Known,
    onFrame: (frame: LiveFrame) => void,
    signal: AbortSignal,
  ): Promise<boolean> {
    const since = needsWhole ? 0 : revision;
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(), this.#answerMs);
    let isNews = false;
    let step: SeenStep | undefined;
    /** It begins from nothing, also for who knows a revision; told once. */
    let reset: true | undefined;
    const listener: SnapshotListener = {
      onHead: (head) => {
        clearTimeout(timer);
        this.#isOpened ||= since === 0;
        step = head;
        const isAll = head.base === undefined && since > 0;
        if (needsWhole || head.reset || isAll) reset = true;
        onFrame({ type: "share", share: head.share, revision: head.revision });
      },
      onEntries: (entries, more) => {
        if (!step) return;
        const isStep = entries.length > 0 || reset || isNews || step.revision > since;
        if (!isStep) return;
        isNews = true;
        const base = reset ? 0 : (step.base ?? 0);
        onFrame({
          type: "entries",
          base,
          revision: step.revision,
          entries,
          ...(reset && { reset }),
          ...(more && { more }),
        });
        reset = undefined;
      },
    };
    try {
      const etag = needsWhole ? undefined : this.#etag;
      const opens = since === 0 && !this.#isOpened;
      const both = AbortSignal.any([signal, silence.signal]);
      const read = await this.#client.readSince(this.#shareId, { since, etag, opens }, listener, both);
      if (read !== "same") this.#etag = read.etag;
      return isNews;
    } finally {
      clearTimeout(timer);
    }
  }
}
