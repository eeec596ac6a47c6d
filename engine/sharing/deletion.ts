import type { ServiceClient, ShareCredentials } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { failureOf } from "../sync/failures.ts";
import { FlushLoop, type FlushTiming, STANDARD_TIMING } from "../sync/flush-loop.ts";
import type { ShareTask } from "./share-worker.ts";

/** Deletes a share at the service; that it is gone already is as good. @throws ServiceError, ServiceUnreachableError */
export async function deleteShare(
  client: Pick<ServiceClient, "remove">,
  share: ShareCredentials,
  signal?: AbortSignal,
): Promise<void> {
  await client.remove(share, signal).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

export interface DeletionOptions {
  readonly remove: (signal: AbortSignal) => Promise<void>;
  readonly onRetry: (message: string, afterMs: number) => void;
  readonly pace?: FlushTiming | undefined;
}

/** Tries to delete a share until it is. */
export function startDeletion({ remove, onRetry, pace = STANDARD_TIMING }: DeletionOptions): ShareTask {
  const loop = new FlushLoop({
    flush: remove,
    retry: (error) => {
      const failure = failureOf(error);
      return failure.kind === "pause" ? { afterMs: failure.retryAfterMs } : undefined;
    },
    onRetry: (error, afterMs) => onRetry(failureOf(error).message, afterMs),
    onSettled() {},
    pace,
  });
  loop.request();
  return {
    markDirty() {},
    compareNow() {},
    retryNow: () => loop.restart(),
    stop: () => loop.stop(),
  };
}

function isGone(error: unknown): boolean {
  return (
    error instanceof ServiceError &&
    (error.code === "not_found" || error.code === "expired" || error.code === "revoked")
  );
}
