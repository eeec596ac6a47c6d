// Loaded by mocha before the tests, so that a run always ends, and ends in order.
import { AFTERMATH_MS } from "../../fixtures/limits.ts";
import { endOnSignals } from "../process/end-on-signals.ts";

// Each program and each folder of the tests waits for the exit: more than Node takes for usual.
process.setMaxListeners(0);
// Whatever the tests started ends with them when they are stopped.
endOnSignals();

/** What keeps a process alive after its tests was not closed by one of them: an error, not a reason to wait. */
export function mochaGlobalTeardown(): void {
  setTimeout(() => {
    console.error(`The tests left something open: ${process.getActiveResourcesInfo().join(", ")}`);
    process.exit(1);
  }, AFTERMATH_MS).unref();
}
