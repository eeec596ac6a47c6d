import type { ContentCodec } from "../../protocol/content-codec.ts";
import { appendToJson } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import type { FollowStatus } from "../../protocol/panel.ts";
import { emptyShare, receiveBatches, type ShareState } from "../../protocol/share-state.ts";
import { type Following, follow } from "../follow.ts";
import { PACE, type Pace } from "../pace.ts";
import type { ServiceClient } from "../service-client.ts";

/** The pauses of a follower, short. */
export const QUICK: Pace = { ...PACE, answer: 2_000, retry: 50, poll: 50, longestPoll: 100 };

/** Somebody who follows a share, for tests: keeps what arrives, and how the connection stood. */
export class TestFollower {
  state: ShareState<Json> = emptyShare();
  title = "";
  /** How often it was told that the share asks for nothing any more. */
  readable = 0;
  readonly statuses: FollowStatus[] = [];
  readonly following: Following;

  constructor(client: ServiceClient | string, shareId: string, pace: Pace = QUICK, codec?: ContentCodec) {
    this.following = follow(
      client,
      shareId,
      {
        onFrame: (frame) => {
          if (frame.type === "share") this.title = frame.share.title;
          else this.state = receiveBatches(this.state, [frame], appendToJson);
        },
        onStatus: (status) => this.statuses.push(status),
        onReadable: () => {
          this.readable += 1;
        },
      },
      { pace, ...(codec && { codec }) },
    );
  }

  get status(): FollowStatus {
    return this.statuses.at(-1) ?? { phase: "connecting" };
  }

  get phases(): readonly string[] {
    return [...new Set(this.statuses.map(({ phase }) => phase))];
  }

  /** Resolves when it stands as is asked for; the test's own time limit ends a wait in vain. */
  async until(isSo: (follower: this) => boolean): Promise<void> {
    while (!isSo(this)) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  untilPhase(phase: FollowStatus["phase"]): Promise<void> {
    return this.until(({ status }) => status.phase === phase);
  }

  untilRevision(revision: number): Promise<void> {
    return this.until(({ state }) => state.revision >= revision);
  }
}
