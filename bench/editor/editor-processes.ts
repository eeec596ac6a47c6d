import { readdirSync, readFileSync } from "node:fs";

const PROC = "/proc";

/** What a VS Code server starts beside itself, by the argument that says so. */
export type ProcessType = "extensionHost" | "fileWatcher";

/**
 * The processes of a VS Code server by their ids. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that server alone
 */
export function processesOf(mark: string, types: readonly ProcessType[]): readonly string[] {
  return readdirSync(PROC)
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => types.some((type) => isOfType(pid, type)))
    .filter((pid) => readOf(pid, "environ").split("\0").includes(mark));
}

/** A file that Linux gives of a process; "" for what has ended meanwhile. */
export function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`${PROC}/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** The threads of a process, each as a path that `readOf` takes. */
export function threadsOf(pid: string): readonly string[] {
  return readdirSync(`${PROC}/${pid}/task`).map((id) => `${pid}/task/${id}`);
}

const isOfType = (pid: string, type: ProcessType) =>
  readOf(pid, "cmdline").split("\0").includes(`--type=${type}`);
