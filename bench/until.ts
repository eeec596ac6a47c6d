import { setTimeout } from "node:timers/promises";

/** Resolves once a condition holds. @throws Error when that takes too long */
export async function until(condition: () => boolean | Promise<boolean>, patienceMs = 20_000): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${condition}`);
    await setTimeout(2);
  }
}
