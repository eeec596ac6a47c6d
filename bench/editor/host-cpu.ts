import { processesOf, readOf, threadsOf } from "./editor-processes.ts";

/**
 * CPU time that a VS Code server's extension host and file watcher have used so far, ms: the processes in which an
 * extension can cause work. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that server alone
 */
export function hostCpuMs(mark: string): number {
  const hosts = processesOf(mark, ["extensionHost", "fileWatcher"]);
  if (hosts.length === 0) throw new Error(`there is no extension host with ${mark}`);
  return hosts.reduce((sum, pid) => sum + cpuMs(pid), 0);
}

/** All threads of a process; the first number of `schedstat` is the time on a CPU, ns. */
function cpuMs(pid: string): number {
  return threadsOf(pid).reduce(
    (sum, thread) => sum + Number(readOf(thread, "schedstat").split(" ")[0]) / 1e6,
    0,
  );
}
