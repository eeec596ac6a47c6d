import type { Share } from "../../protocol/share.ts";
import type { AuditTrail } from "../audit/audit-trail.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { GoneReason, ShareStore, StoredBatch } from "../store/store.ts";
import type { Tickets } from "./tickets.ts";

/** Who is told what happens to a share. */
export interface SharePublisher {
  /** The description has changed. */
  change(share: Share): void;
  /** Who reads has to be asked again whether they may; resolves when those who may not are cut off. */
  recheck(shareId: string): Promise<void>;
  publish(shareId: string, batch: StoredBatch): void;
  /** The share is over; resolves when nobody is told any more of it. */
  end(shareId: string, reason: GoneReason): Promise<void>;
}

export interface SharesDeps {
  readonly store: ShareStore;
  readonly publisher: SharePublisher;
  readonly policy: ServicePolicy;
  readonly tickets: Tickets;
  readonly audit: AuditTrail;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
