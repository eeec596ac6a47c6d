import { failureOf } from "../sync/failures.ts";
import { FlushLoop, type FlushTiming, STANDARD_TIMING } from "../sync/flush-loop.ts";
import type { ShareTask } from "./share-worker.ts";

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
