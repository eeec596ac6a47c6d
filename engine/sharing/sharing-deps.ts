import type { ServiceClient } from "../../client/service-client.ts";
import type { Leases } from "../leases/leases.ts";
import type { LocalShare } from "../registry/local-share.ts";
import type { CannotRememberError, ShareRegistry } from "../registry/share-registry.ts";
import type { SessionSource } from "../sources/session-source.ts";
import type { FlushTiming } from "../sync/flush-loop.ts";
import type { SyncLog } from "../sync/sync-status.ts";

export interface SharingDeps {
  readonly source: SessionSource;
  readonly registry: ShareRegistry;
  readonly clientOf: (serviceUrl: string) => ServiceClient;
  /** Whether somebody is signed in at a service: who created a share may then end it without its secret. */
  readonly isSignedIn?: (serviceUrl: string) => Promise<boolean>;
  /** The log of one share's sync. */
  readonly logOf: (record: LocalShare) => SyncLog;
  /** Between the windows that have the same registry; by default there is only this one. */
  readonly leases?: Leases;
  /** Whether the user agrees to a share that ends with this window, because it cannot be remembered. */
  readonly mayForget?: (why: CannotRememberError) => Promise<boolean>;
  readonly now?: () => number;
  readonly pace?: FlushTiming;
  readonly compareAfterMs?: number;
  /** How long another window may take to end a share, ms. */
  readonly otherWindowMs?: number;
}
