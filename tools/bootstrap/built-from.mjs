import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What dist/ is made from. */
const SOURCES = [
  ...["primitives", "protocol", "redaction", "client", "engine", "extension", "service", "viewer"],
  ...["esbuild.mjs", "package-lock.json"],
];
const TEST = /\.test\.tsx?$/;
const stampIn = (/** @type {string} */ root) => join(root, "dist/.built-from");

/**
 * True when dist/ holds a whole build of the sources as they are now.
 * @param {string} root
 */
export function isBuilt(root) {
  const stamp = stampIn(root);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root);
}

/**
 * To be called before a build: until it has ended, dist/ is nothing whole.
 * @param {string} root
 * @returns {() => void} to be called when it has succeeded
 */
export function beginBuild(root) {
  const print = fingerprint(root);
  rmSync(stampIn(root), { force: true });
  return () => writeFileSync(stampIn(root), print);
}

/**
 * Changes when a source is changed, added, removed or replaced, by an older one too.
 * @param {string} root
 */
function fingerprint(root) {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((source) => filesOf(join(root, source)))) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path.slice(root.length)} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/**
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !TEST.test(name))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}
