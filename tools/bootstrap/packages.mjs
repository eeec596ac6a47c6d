import { readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "./npm.mjs";

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean }} Locked */
/** @typedef {{ packages?: Record<string, Locked> }} Lock */

/**
 * Installs the packages of the lock file where node_modules does not hold exactly them.
 * @param {string} root
 */
export async function bringPackages(root) {
  const wanted = readLock(join(root, "package-lock.json"));
  if (isInstalled(wanted, readLock(join(root, "node_modules/.package-lock.json")))) return;
  console.error(
    "Installing the packages (once, about 410 MB: 15 seconds, or minutes on a slow line or machine) …",
  );
  await npm(["ci", "--ignore-scripts"], { cwd: root });
}

/**
 * True when what is installed is what the lock file asks for; optional packages of other platforms may be absent.
 * @param {Lock | undefined} wanted
 * @param {Lock | undefined} installed
 */
export function isInstalled(wanted, installed) {
  if (!wanted?.packages || !installed?.packages) return false;
  const there = installed.packages;
  const complete = Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const found = there[path];
    return found ? found.version === version : (optional ?? devOptional) === true;
  });
  return complete && Object.keys(there).every((path) => wanted.packages?.[path] !== undefined);
}

/**
 * @param {string} path
 * @returns {Lock | undefined}
 */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}
