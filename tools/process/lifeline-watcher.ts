// Reads ids of process groups from its input until that ends, which is when its parent did; then it ends the groups.
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** How long the groups get to end by themselves, ms. */
const GRACE_MS = 2000;

const groups: number[] = [];
for await (const line of createInterface(process.stdin)) if (/^\d+$/.test(line)) groups.push(Number(line));
if (groups.map((group) => kill(group, "SIGTERM")).includes(true)) await setTimeout(GRACE_MS);
for (const group of groups) kill(group, "SIGKILL");

/** False when nothing is left of the group. */
function kill(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
