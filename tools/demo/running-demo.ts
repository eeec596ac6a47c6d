import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { DemoFolders } from "./demo-folders.ts";

/** What a running `npm start` tells other programs. */
export interface RunningDemo {
  readonly pid: number;
  /** Undefined while it still starts. */
  readonly shared?: { readonly sessionId: string; readonly link: string };
}

/** The running `npm start`; undefined when there is none. */
export function findRunningDemo({ running }: DemoFolders): RunningDemo | undefined {
  try {
    const demo = JSON.parse(readFileSync(running, "utf8")) as RunningDemo;
    return isAlive(demo.pid) ? demo : undefined;
  } catch {
    return undefined;
  }
}

/** Tells that this process is the running demo, until it ends; and again, what it shares. */
export function announceDemo({ base, running }: DemoFolders, shared?: RunningDemo["shared"]): void {
  mkdirSync(base, { recursive: true });
  writeFileSync(running, JSON.stringify({ pid: process.pid, shared }));
  if (!shared) process.once("exit", () => rmSync(running, { force: true }));
}

/** What to tell a person who starts it once more: where it is, and how to end it. */
export function describeRunning(
  { running }: DemoFolders,
  { pid, shared }: RunningDemo,
  platform: string = process.platform,
): string {
  const stop = platform === "win32" ? `taskkill /PID ${pid} /T /F` : `kill ${pid}`;
  return `npm start runs already, as process ${pid}${shared ? `: ${shared.link}` : ", and has not come up yet"}

  To stop it, press Ctrl-C in its terminal, or run:   ${stop}
  If that process is something else, remove           ${running}`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
