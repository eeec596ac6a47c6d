import type { Disposable } from "../../primitives/disposable.ts";

/** How often is looked for what no event has told of, ms. */
const LOOK_EVERY_MS = 2_500;

/**
 * Looks every few seconds, until it is disposed of. Network folders, mounts of containers and virtual machines, and
 * systems that have run out of watches tell of no change. A look is to take less than a thousandth of the time.
 */
export function lookRegularly(look: () => void): Disposable {
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  return { dispose: () => clearInterval(timer) };
}
