import { readFileSync, readlinkSync } from "node:fs";
import { hostname, platform } from "node:os";

/**
 * Which system this process runs on: one whose processes reach each other's sockets. Two that only share a host name must
 * not count as one, so where the system tells, its boot and its namespace of processes count, too.
 */
export function machineId(): string {
  const boot = tell(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim());
  return [platform(), hostname(), boot, tell(() => readlinkSync("/proc/self/ns/pid"))].join(" ");
}

function tell(ask: () => string): string {
  try {
    return ask();
  } catch {
    return "";
  }
}
