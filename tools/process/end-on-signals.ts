import { constants } from "node:os";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How long a graceful stop may take before the process ends anyway, ms. */
const LONGEST_STOP_MS = 10_000;

/**
 * Ends this process on Ctrl-C and its kind: first `stop`, then an orderly exit, so that exit handlers run.
 * A second signal while it stops changes nothing (an outer npm sends each one twice).
 */
export function endOnSignals(stop: () => Promise<void> = async () => {}): void {
  let ending = false;
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      const exit = () => process.exit(128 + constants.signals[signal]);
      setTimeout(exit, LONGEST_STOP_MS).unref();
      stop().then(exit, (error: unknown) => {
        console.error(error);
        exit();
      });
    });
}
