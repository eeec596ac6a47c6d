import { readdirSync, readFileSync } from "node:fs";

const PROC = "/proc";
/** The processes in which an extension can cause work: its host, and the watcher of files. */
const TYPES = ["--type=extensionHost", "--type=fileWatcher"];

/**
 * CPU time that a VS Code server's extension host and file watcher have used so far, ms. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that server alone
 */
export function hostCpuMs(mark: string): number {
  const hosts = readdirSync(PROC)
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => TYPES.some((type) => read(pid, "cmdline").split("\0").includes(type)))
    .filter((pid) => read(pid, "environ").split("\0").includes(mark));
  if (hosts.length === 0) throw new Error(`there is no extension host with ${mark}`);
  return hosts.reduce((sum, pid) => sum + cpuMs(pid), 0);
}

/** All threads of a process; the first number of `schedstat` is the time on a CPU, ns. */
function cpuMs(pid: string): number {
  const threads = readdirSync(`${PROC}/${pid}/task`);
  return threads.reduce(
    (sum, id) => sum + Number(read(`${pid}/task/${id}`, "schedstat").split(" ")[0]) / 1e6,
    0,
  );
}

/** "" for what has ended meanwhile. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(`${PROC}/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
