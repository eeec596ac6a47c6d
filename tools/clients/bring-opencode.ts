import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../bootstrap/npm.mjs";
import { withProgress } from "../terminal/progress.ts";

/** How npm's packages of the binary spell a platform, where that is not Node's own word. */
const PLATFORMS: Readonly<Record<string, string>> = { win32: "windows" };

/**
 * The binary of an opencode release for this machine, fetched from npm into `.cache/opencode` once (about 60 MB).
 * @throws Error when npm has no such version, or none for this platform
 */
export async function bringOpencode(root: string, version: string): Promise<string> {
  const name = `opencode-${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const folder = join(root, ".cache/opencode", version);
  const binary = process.platform === "win32" ? "bin/opencode.exe" : "bin/opencode";
  const path = join(folder, "node_modules", name, binary);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const args = [
    "install",
    `${name}@${version}`,
    "--prefix",
    folder,
    "--no-save",
    "--ignore-scripts",
    "--force",
  ];
  await withProgress(`Fetching opencode ${version} (once, about 60 MB)`, () => npm(args, { cwd: root }));
  chmodSync(path, 0o755);
  return path;
}
