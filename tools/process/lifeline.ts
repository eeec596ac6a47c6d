import { spawn } from "node:child_process";
import { join } from "node:path";
import type { ProcessGroup } from "./process-group.ts";

/** Ends process groups when this process ends in a way that lets it do nothing any more: kill -9, out of memory. */
export interface Lifeline {
  protect(group: ProcessGroup): void;
}

/** Starts a small process that waits for the end of this one. On Windows there is none. */
export function startLifeline(): Lifeline {
  if (process.platform === "win32") return { protect() {} };
  const watcher = spawn(process.execPath, [join(import.meta.dirname, "lifeline-watcher.ts")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.on("error", () => {});
  watcher.stdin.on("error", () => {});
  watcher.unref();
  return { protect: ({ child }) => void watcher.stdin.write(`${child.pid}\n`) };
}
