import { spawn } from "node:child_process";
import { join } from "node:path";

/** Ends process groups when this process ends in a way that lets it do nothing any more: kill -9, out of memory. */
export interface Lifeline {
  /**
   * @param group its id
   * @returns to be called when nothing is left of the group: its id may come to be another's
   */
  protect(group: number): () => void;
}

/** The one of this process, from its first group on. */
let ours: Lifeline | undefined;

/** To be had before a group is started, so that no time passes until it is protected. On Windows it does nothing. */
export function lifeline(): Lifeline {
  ours ??= process.platform === "win32" ? { protect: () => () => {} } : startWatcher();
  return ours;
}

/** A small process that reads from a pipe, which closes when this process ends. */
function startWatcher(): Lifeline {
  const watcher = spawn(process.execPath, [join(import.meta.dirname, "lifeline-watcher.ts")], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const { stdin } = watcher;
  watcher.on("error", () => {});
  stdin.on("error", () => {});
  watcher.unref();
  if ("unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return {
    protect(group) {
      stdin.write(`+${group}\n`);
      return () => void stdin.write(`-${group}\n`);
    },
  };
}
