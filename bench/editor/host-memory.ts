import { until } from "../until.ts";
import { processesOf, readOf } from "./editor-processes.ts";

/**
 * Memory that only a VS Code server's extension host has, MB: what would be free without it. Waits until there is one
 * host, as that of a window which was opened anew takes a while to end. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that server alone
 */
export async function hostMemoryMb(mark: string): Promise<number> {
  await until(() => processesOf(mark, ["extensionHost"]).length === 1, 60_000);
  const [pid = ""] = processesOf(mark, ["extensionHost"]);
  const kilobytes = [...readOf(pid, "smaps_rollup").matchAll(/^Private_\w+:\s+(\d+) kB$/gm)].map(([, size]) =>
    Number(size),
  );
  return kilobytes.reduce((sum, size) => sum + size, 0) / 1024;
}
