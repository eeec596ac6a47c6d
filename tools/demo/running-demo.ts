import { readFileSync, rmSync, writeFileSync } from "node:fs";
import type { DemoFolders } from "./demo-folders.ts";

/** What a running `npm start` tells other programs. */
export interface RunningDemo {
  readonly pid: number;
  readonly sessionId: string;
  readonly link: string;
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

/** Tells that this process is the running demo, until it ends. */
export function announceDemo({ running }: DemoFolders, demo: Omit<RunningDemo, "pid">): void {
  writeFileSync(running, JSON.stringify({ pid: process.pid, ...demo }));
  process.once("exit", () => rmSync(running, { force: true }));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
