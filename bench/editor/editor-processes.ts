import { readdirSync, readFileSync } from "node:fs";

const PROC = "/proc";

/** What a VS Code server starts for a window, by the argument that says so. */
export type ProcessType = "extensionHost" | "fileWatcher";

/**
 * The process of a VS Code server's window by its id: the youngest one of the type, since those of a window that was
 * opened anew may stay for hours, in case it connects again. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that server alone
 */
export function processOf(mark: string, type: ProcessType): string | undefined {
  return readdirSync(PROC)
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readOf(pid, "cmdline").split("\0").includes(`--type=${type}`))
    .filter((pid) => readOf(pid, "environ").split("\0").includes(mark))
    .sort((a, b) => startOf(b) - startOf(a))[0];
}

/** A file that Linux gives of a process; "" for what has ended meanwhile. */
export function readOf(pid: string, file: string): string {
  try {
    return readFileSync(`${PROC}/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** The threads of a process, each as what `readOf` takes for a process. */
export function threadsOf(pid: string): readonly string[] {
  return readdirSync(`${PROC}/${pid}/task`).map((id) => `${pid}/task/${id}`);
}

/** When it started, in ticks since the machine did: the 20th field after the name in parentheses. */
function startOf(pid: string): number {
  const fields = readOf(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return Number(fields[19] ?? 0);
}
