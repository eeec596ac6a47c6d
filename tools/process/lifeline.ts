import { spawn } from "node:child_process";
import { join } from "node:path";
import type { Writable } from "node:stream";

/** What this process tells its watcher; there is none before the first group, and never one on Windows. */
let toWatcher: Writable | undefined;

/**
 * Has a small process end a process group when this one ends in a way that lets it do nothing any more: kill -9, out of
 * memory.
 * @param group its id
 * @returns to be called when nothing is left of the group: its id may come to be another's
 */
export function protectGroup(group: number): () => void {
  if (process.platform === "win32") return () => {};
  toWatcher ??= startWatcher();
  toWatcher.write(`+${group}\n`);
  return () => void toWatcher?.write(`-${group}\n`);
}

/** One for all groups of this process: it reads from a pipe, which closes when this process ends. */
function startWatcher(): Writable {
  const watcher = spawn(process.execPath, [join(import.meta.dirname, "lifeline-watcher.ts")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  watcher.unref();
  unrefPipe(watcher.stdin);
  return watcher.stdin;
}

function unrefPipe(pipe: Writable): void {
  if ("unref" in pipe && typeof pipe.unref === "function") pipe.unref();
}
