import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { type Environment, runOpencode } from "./run-opencode.ts";

/** Where to look for the opencode binary. */
export interface SearchPlaces {
  readonly env: Environment;
  /** The user's home folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** A path that the user chose; nothing else is looked at then. */
  readonly chosen?: string | undefined;
}

/** Which import an opencode has: 1.x from 1.0.61 on, 2.x, or none that we know. */
export type Generation = "1.x" | "2.x";

/** An opencode on this machine that can import. */
export interface Opencode {
  readonly path: string;
  /** As it tells it, for example `1.18.33`. */
  readonly version: string;
  readonly generation: Generation;
}

const VERSION_TIMEOUT_MS = 15_000;
/** Where installers put it; a window that was not started from a shell has a PATH without these. */
const USUAL_FOLDERS = [".opencode/bin", ".local/bin", ".bun/bin"];
const SYSTEM_FOLDERS = ["/opt/homebrew/bin", "/usr/local/bin"];

/** The first opencode that answers with a version which can import; undefined when there is none. */
export async function findOpencode(places: SearchPlaces): Promise<Opencode | undefined> {
  for (const path of await existing(candidates(places))) {
    const version = await askVersion(path, places);
    const generation = version === undefined ? undefined : generationOf(version);
    if (version !== undefined && generation) return { path, version, generation };
  }
  return undefined;
}

function candidates({ env, home, platform, chosen }: SearchPlaces): string[] {
  if (chosen) return [chosen];
  // A relative entry would run a program of whatever folder is current.
  const onPath = (env.PATH ?? env.Path ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const usual = USUAL_FOLDERS.map((folder) => join(home, folder));
  const system = platform === "win32" ? [] : SYSTEM_FOLDERS;
  const name = platform === "win32" ? "opencode.exe" : "opencode";
  return [...new Set([...onPath, ...usual, ...system])].map((folder) => join(folder, name));
}

async function existing(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(async (path) => ((await isProgram(path)) ? [path] : [])));
  return found.flat();
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function askVersion(path: string, { env, home }: SearchPlaces): Promise<string | undefined> {
  const request = { path, args: ["--version"], cwd: home, env, timeoutMs: VERSION_TIMEOUT_MS };
  const { stdout } = await runOpencode(request).catch(() => ({ stdout: "" }));
  return /(?:^|\s)v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\s*$/.exec(stdout)?.[1];
}

/** Which import a version has. */
export function generationOf(version: string): Generation | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  if (major >= 2) return "2.x";
  return major === 1 && (minor > 0 || patch >= FIRST_1_0_WITH_IMPORT) ? "1.x" : undefined;
}

const FIRST_1_0_WITH_IMPORT = 61;
