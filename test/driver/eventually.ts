import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { WAIT_MS } from "../../fixtures/limits.ts";

/** Reads until it gets what is expected. @throws AssertionError with the difference, when it does not in time */
export async function eventuallyEqual<T>(read: () => Promise<T>, expected: T): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  let actual = await read();
  while (!isDeepStrictEqual(actual, expected) && performance.now() < deadline) {
    await delay(100);
    actual = await read();
  }
  assert.deepEqual(actual, expected);
}
