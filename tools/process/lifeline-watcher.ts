// Reads from its input which process groups its parent has begun (+) and ended (-), until that parent itself has ended, which
// closes the input; then it ends the groups that are left.
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** How long the groups get to end by themselves, ms. */
const GRACE_MS = 2000;

const groups = new Set<number>();
for await (const line of createInterface(process.stdin)) {
  const group = Number(line.slice(1));
  if (!Number.isInteger(group) || group <= 1) continue;
  if (line.startsWith("+")) groups.add(group);
  else groups.delete(group);
}
if ([...groups].map((group) => kill(group, "SIGTERM")).includes(true)) await setTimeout(GRACE_MS);
for (const group of groups) kill(group, "SIGKILL");

/** False when nothing is left of the group. */
function kill(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
