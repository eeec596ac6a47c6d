import type { CloseReason } from "../../protocol/live.ts";
import type { Share } from "../../protocol/share.ts";
import type { Bus, News } from "../bus/bus.ts";
import type { StoredBatch } from "../store/store.ts";
import type { LiveHub } from "./hub.ts";

export interface AcrossNodesDeps {
  /** The viewers of this node. */
  readonly hub: LiveHub;
  readonly bus: Bus;
  /** How a share is described now; undefined: it is not there. */
  readonly describe: (shareId: string) => Promise<Share | undefined>;
}

/**
 * The viewers of all nodes: tells this node's, and has the bus tell the others; and does for this node's what others tell.
 * What is told must be durable: whoever hears of it reads it from the store.
 */
export class AcrossNodes {
  readonly #deps: AcrossNodesDeps;

  constructor(deps: AcrossNodesDeps) {
    this.#deps = deps;
    const { hub, bus } = deps;
    bus.subscribe({
      hear: (news) => this.#hear(news),
      watched: () => hub.watched(),
      letGo: () => hub.letGo(),
    });
  }

  publish(shareId: string, batch: StoredBatch): void {
    const { hub, bus } = this.#deps;
    hub.publish(shareId, batch);
    void bus.tell({ kind: "step", shareId, revision: batch.revision });
  }

  change(share: Share): void {
    const { hub, bus } = this.#deps;
    hub.change(share);
    bus.tell({ kind: "share", shareId: share.shareId }).catch(() => undefined);
  }

  async recheck(shareId: string): Promise<void> {
    const { hub, bus } = this.#deps;
    await Promise.all([hub.recheck(shareId), bus.tell({ kind: "share", shareId })]);
  }

  async recheckAll(): Promise<void> {
    const { hub, bus } = this.#deps;
    await Promise.all([hub.recheckAll(), bus.tell({ kind: "people" })]);
  }

  async end(shareId: string, reason: CloseReason): Promise<void> {
    const { hub, bus } = this.#deps;
    await Promise.all([hub.end(shareId, reason), bus.tell({ kind: "share", shareId })]);
  }

  async #hear(news: News): Promise<void> {
    const { hub } = this.#deps;
    switch (news.kind) {
      case "step":
        return hub.advance(news.shareId, news.revision);
      case "people":
        return hub.recheckAll();
      case "share":
        return this.#lookAt(news.shareId);
      default:
        return news satisfies never;
    }
  }

  /** Cuts off first who may no longer read, so that they do not hear of the change. */
  async #lookAt(shareId: string): Promise<void> {
    const { hub, describe } = this.#deps;
    await hub.recheck(shareId);
    const share = hub.viewers(shareId) > 0 ? await describe(shareId) : undefined;
    if (share) hub.change(share);
  }
}
