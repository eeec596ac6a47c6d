import type { OutdatedError, ServiceUnreachableError } from "../../client/service-error.ts";
import type { ErrorCode } from "../../protocol/errors.ts";

/** How a share's sync stands. `ended` is final: the service refuses this share from now on. */
export type SyncStatus =
  | { readonly phase: "syncing" }
  | { readonly phase: "synced" }
  | {
      readonly phase: "paused";
      /** `secret`: it is not in the secret storage of this machine, or that cannot be read. */
      readonly cause: "service" | "storage" | "secret";
      /** The service's, when it answered. */
      readonly code?: ErrorCode | undefined;
      readonly message: string;
      /** Why the service could not be asked, where this window has asked it. */
      readonly error?: ServiceUnreachableError | OutdatedError | undefined;
    }
  | { readonly phase: "ended"; readonly code: ErrorCode; readonly message: string };

/** What a sync reports of its work; never content. */
export interface SyncLog {
  /** A key was acknowledged, as what kind of entry. */
  sent(key: string, kind: "put" | "append" | "delete", revision: number): void;
  /** A key that the service will not take as it is; it is left out until it changes. */
  refused(key: string, message: string): void;
  /** Something failed and will be tried again after a pause. */
  retrying(message: string, afterMs: number): void;
}

/** Counts of an upload under way: entries. */
export interface SyncProgress {
  readonly done: number;
  readonly total: number;
}
