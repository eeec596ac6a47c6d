import { processOf, readOf } from "./editor-processes.ts";

/**
 * Memory that only a window's extension host has, MB: what would be free without it. Linux only.
 * @param mark `NAME=value` as it stands in the environment of that window's server alone
 */
export function hostMemoryMb(mark: string): number {
  const host = processOf(mark, "extensionHost");
  if (host === undefined) throw new Error(`there is no extension host with ${mark}`);
  const lines = [...readOf(host, "smaps_rollup").matchAll(/^Private_\w+:\s+(\d+) kB$/gm)];
  return lines.reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0) / 1024;
}
