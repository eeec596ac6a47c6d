import { processOf, readOf, threadsOf } from "./editor-processes.ts";

/**
 * CPU time that a window's extension host and file watcher have used so far, ms: the processes in which an extension
 * can cause work. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that window's server alone
 */
export function hostCpuMs(mark: string): number {
  const host = processOf(mark, "extensionHost");
  if (host === undefined) throw new Error(`there is no extension host with ${mark}`);
  const watcher = processOf(mark, "fileWatcher");
  return cpuMs(host) + (watcher === undefined ? 0 : cpuMs(watcher));
}

/** All threads of a process; the first number of `schedstat` is the time on a CPU, ns. */
function cpuMs(pid: string): number {
  return threadsOf(pid).reduce(
    (sum, thread) => sum + Number(readOf(thread, "schedstat").split(" ")[0]) / 1e6,
    0,
  );
}
