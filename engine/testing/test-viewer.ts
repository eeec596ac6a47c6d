import { type Following, follow } from "../../client/follow.ts";
import { appendToJson } from "../../protocol/entries.ts";
import type { Json } from "../../protocol/json.ts";
import type { SeenShare } from "../../protocol/seen.ts";
import { emptyShare, receiveBatches, type ShareState } from "../../protocol/share-state.ts";

/** Somebody who has a share open and keeps what arrives, as every viewer does. */
export class TestViewer {
  state: ShareState<Json> = emptyShare();
  /** How the share is described. */
  share: SeenShare | undefined;
  phase = "connecting";
  resets = 0;
  readonly #following: Following;

  constructor(serviceUrl: string, shareId: string) {
    this.#following = follow(serviceUrl, shareId, {
      onFrame: (frame) => {
        if (frame.type === "share") this.share = frame.share;
        if (frame.type !== "entries") return;
        if (frame.reset) this.resets += 1;
        this.state = receiveBatches(this.state, [frame], appendToJson);
      },
      onStatus: ({ phase }) => (this.phase = phase),
    });
  }

  /** Connects again now. */
  retry(): void {
    this.#following.retry();
  }

  /** Whether it shows exactly these contents. */
  shows(contents: ReadonlyMap<string, Json>): boolean {
    if (this.state.contents.size !== contents.size) return false;
    return [...contents].every(
      ([key, content]) => JSON.stringify(this.state.contents.get(key)) === JSON.stringify(content),
    );
  }

  dispose(): void {
    this.#following.dispose();
  }
}
