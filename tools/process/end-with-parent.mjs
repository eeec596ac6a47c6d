// Runs on Node 18 and newer, without any package.
import { readFileSync } from "node:fs";

/** How often a parent is looked for, ms. */
const LOOK_MS = 250;
/** How long an orderly end may take, ms. */
const LONGEST_END_MS = 15_000;
/** What npm puts between itself and a script where the shell does not make room for it. */
const SHELL = /^(?:sh|ash|dash|bash|zsh|busybox)$/;

/**
 * Ends this process like SIGTERM when the one that started it is gone: killed, so that it could tell nobody.
 * @param {() => boolean} isThere
 */
export function endWithParent(isThere = parentNow()) {
  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    setTimeout(() => process.kill(process.pid, "SIGKILL"), LONGEST_END_MS).unref();
    // To ourselves, and not by the system: Windows would end us at once.
    if (!process.emit("SIGTERM", "SIGTERM")) process.exit(143);
  }, LOOK_MS);
  timer.unref();
}

/** The same for a script of npm, which its shell may outlive; started by hand, a program may outlive its terminal. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const isParentThere = parentNow();
  const { name, parent } = readProcess(process.ppid);
  if (!SHELL.test(name)) return endWithParent(isParentThere);
  const shell = process.ppid;
  endWithParent(() => isParentThere() && readProcess(shell).parent === parent);
}

/** Tells whether the process that is our parent now still is. */
function parentNow() {
  const parent = process.ppid;
  return () => process.ppid === parent && isAlive(parent);
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/**
 * Name and parent of a process, where the system tells (Linux).
 * @param {number} pid
 */
function readProcess(pid) {
  try {
    const [, name = "", rest = ""] =
      /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, parent: Number(rest.split(" ")[1]) };
  } catch {
    return { name: "", parent: 0 };
  }
}
