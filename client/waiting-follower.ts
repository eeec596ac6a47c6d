import { type EndReason, type FollowStatus, leadsOn } from "../protocol/panel.ts";
import { answerOf, type End } from "./follow-end.ts";
import { Follower } from "./follower.ts";
import type { Following, FollowListener } from "./following.ts";
import type { Pace } from "./pace.ts";
import { PollTimer } from "./poll-timer.ts";
import type { ServiceClient } from "./service-client.ts";
import { ServiceError } from "./service-error.ts";

/**
 * A follow that goes on to look while something is asked of the reader first, a sign-in or a password: meanwhile the
 * share may be over, or ask for something else, or for nothing any more.
 */
export class WaitingFollower implements Following {
  readonly #client: ServiceClient;
  readonly #shareId: string;
  readonly #listener: FollowListener;
  readonly #follower: Follower;
  readonly #looks: PollTimer;
  readonly #stopping = new AbortController();
  #why: EndReason | undefined;
  /** How many looks in a row have found nothing new. */
  #quiet = 0;

  constructor(client: ServiceClient, shareId: string, listener: FollowListener, pace: Pace) {
    this.#client = client;
    this.#shareId = shareId;
    this.#listener = listener;
    this.#looks = new PollTimer(
      pace,
      () => this.#quiet,
      () => void this.#look(),
    );
    const onStatus = (status: FollowStatus) => this.#tell(status);
    this.#follower = new Follower(client, shareId, { listener, onStatus, pace });
  }

  retry(): void {
    this.#follower.retry();
  }

  setWatched(isWatched: boolean): void {
    this.#follower.setWatched(isWatched);
    this.#looks.setWatched(isWatched);
  }

  dispose(): void {
    this.#stopping.abort();
    this.#looks.stop();
    this.#follower.dispose();
  }

  #tell(status: FollowStatus): void {
    this.#listener.onStatus(status);
    if (status.phase === "ended") this.#waitOn(status);
  }

  #waitOn({ why }: Pick<End, "why">): void {
    this.#why = why;
    if (leadsOn(why) && !this.#stopping.signal.aborted) this.#looks.start();
  }

  async #look(): Promise<void> {
    const found = await this.#ask();
    if (this.#stopping.signal.aborted) return;
    if (found === "readable") return this.#listener.onReadable?.();
    this.#quiet += 1;
    if (found && found.why !== this.#why) {
      this.#quiet = 0;
      this.#listener.onStatus({ phase: "ended", ...found });
    }
    this.#waitOn(found ?? { why: this.#why ?? "unauthorized" });
  }

  /** Undefined while the service cannot be asked. */
  async #ask(): Promise<End | "readable" | undefined> {
    try {
      await this.#client.probe(this.#shareId, this.#stopping.signal);
      return "readable";
    } catch (error) {
      return error instanceof ServiceError ? answerOf(error).end : undefined;
    }
  }
}
