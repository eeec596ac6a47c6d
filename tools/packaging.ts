import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { root } from "./root.ts";

/** What people should have to download at most, bytes. */
const LARGEST_VSIX = 1.5 * 1024 * 1024;

/**
 * Builds for production and packs the extension into a VSIX file; returns its path.
 * @throws Error when that fails, is not free of warnings, or makes too large a file
 */
export async function packageExtension(path: string): Promise<string> {
  await build("--production");
  return packBuilt(path);
}

/** The same with what is built for production already. */
export function packBuilt(path: string): string {
  const vsce = [join(root, "node_modules/@vscode/vsce/vsce"), "package", "--no-dependencies", "--out", path];
  const { status, stdout, stderr } = spawnSync(process.execPath, vsce, { cwd: root, encoding: "utf8" });
  const output = stdout + stderr;
  if (status !== 0 || /\bWARNING\b/.test(output)) throw new Error(`vsce is not content:\n${output}`);
  const { size } = statSync(path);
  if (size > LARGEST_VSIX) throw new Error(`${path} has ${size} bytes; at most ${LARGEST_VSIX} are allowed.`);
  console.log(`Packaged ${path} (${Math.ceil(size / 1024)} KB).`);
  return path;
}
