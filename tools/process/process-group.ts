import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { atExit } from "./at-exit.ts";
import { protectGroup } from "./lifeline.ts";

const POLL_MS = 20;

/** A program with all the programs that it starts. */
export interface ProcessGroup {
  readonly child: ChildProcess;
  /** Resolves when the first process has ended, with its exit code; null after a signal. */
  readonly exited: Promise<number | null>;
  /** Asks the whole group to end, makes it end after `graceMs`, and waits for that. */
  stop(graceMs?: number): Promise<void>;
}

/** Starts a program in a process group of its own, which ends at the latest when this process does, however that ends. */
export function startGroup(command: string, args: readonly string[], options: SpawnOptions): ProcessGroup {
  const child = spawn(command, args, { ...options, detached: process.platform !== "win32" });
  const killNow = () => kill(child, "SIGKILL");
  const forget = atExit(killNow);
  const release = child.pid === undefined ? () => {} : protectGroup(child.pid);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  exited.catch(() => {});
  return {
    child,
    exited,
    async stop(graceMs = 2000) {
      kill(child, "SIGTERM");
      const deadline = performance.now() + graceMs;
      while (isAlive(child) && performance.now() < deadline) await setTimeout(POLL_MS);
      killNow();
      forget();
      release();
    },
  };
}

/** True while any process of the group lives; on Linux one that is dead and only not reaped yet does not count. */
function isAlive(child: ChildProcess): boolean {
  if (!kill(child, 0)) return false;
  return process.platform !== "linux" || livingGroups().has(child.pid);
}

/** The groups of all running processes: in `/proc/<pid>/stat`, after the name in parentheses, state, parent and group. */
function livingGroups(): ReadonlySet<number | undefined> {
  const groups = readdirSync("/proc").map((name) => {
    if (!/^\d+$/.test(name)) return undefined;
    const [state, , group] = readStat(name)
      .replace(/^.*\) /s, "")
      .split(" ");
    return state === "Z" || state === "X" ? undefined : Number(group);
  });
  return new Set(groups);
}

function readStat(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

/** Signals a whole group; false when nothing of it is left. */
function kill({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  if (process.platform === "win32") return killOnWindows(pid, signal);
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function killOnWindows(pid: number, signal: NodeJS.Signals | 0): boolean {
  if (signal === 0) return false;
  return spawnSync("taskkill", ["/pid", String(pid), "/t", "/f"], { stdio: "ignore" }).status === 0;
}
