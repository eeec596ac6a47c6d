import { access } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isWithin } from "../folders/is-within.ts";
import { realPath } from "../folders/real-path.ts";

/** An opencode config in a folder, or in the folder's `.opencode`. */
export const PROJECT_FILES = ["opencode.json", "opencode.jsonc"] as const;
/** Its names in the user's and the machine's own folders. */
const USER_FILES = [...PROJECT_FILES, "config.json"] as const;

/**
 * The folders whose opencode config speaks for a directory, the nearest first: up to the root of its repository, or
 * to the home folder, or to the top; and at least up to `workspaceFolder`, so that a repository within it is no way out.
 */
export async function projectFolders(
  directory: string,
  { workspaceFolder = directory, home = homedir() }: { workspaceFolder?: string; home?: string } = {},
): Promise<readonly string[]> {
  const [start, least, end] = await Promise.all([directory, workspaceFolder, home].map(realPath));
  const folders: string[] = [];
  for (let folder = start ?? directory; ; folder = path.dirname(folder)) {
    folders.push(folder);
    if (path.dirname(folder) === folder) return folders;
    const isBelowWorkspace = least !== undefined && folder !== least && isWithin(least, folder);
    if (!isBelowWorkspace && (folder === end || (await exists(path.join(folder, ".git"))))) return folders;
  }
}

/** Where opencode configs outside every project are. */
export interface UserConfigPlaces {
  /** Whole paths; what counts more comes first. */
  readonly files: readonly string[];
  /** A config that an environment variable holds, and the variable's name. */
  readonly inline: { readonly name: string; readonly text: string } | undefined;
}

const INLINE = "OPENCODE_CONFIG_CONTENT";

/**
 * The configs of the machine, which its administrator manages, and of the user, as opencode finds them.
 * Source: https://opencode.ai/docs/config (locations, precedence).
 */
export function userConfigPlaces(
  env: Readonly<Record<string, string | undefined>>,
  { home = homedir(), platform = process.platform }: { home?: string; platform?: NodeJS.Platform } = {},
): UserConfigPlaces {
  const { XDG_CONFIG_HOME: chosen, OPENCODE_CONFIG: file, OPENCODE_CONFIG_DIR: folder } = env;
  const configHome = chosen && path.isAbsolute(chosen) ? chosen : path.join(home, ".config");
  const inFolder = (where: string, names: readonly string[]) => names.map((name) => path.join(where, name));
  const text = env[INLINE];
  return {
    files: [
      ...inFolder(machineFolder(platform, env.ProgramData), USER_FILES),
      ...(folder ? inFolder(path.resolve(folder), PROJECT_FILES) : []),
      ...inFolder(path.join(home, ".opencode"), PROJECT_FILES),
      ...(file ? [path.resolve(file)] : []),
      ...inFolder(path.join(configHome, "opencode"), USER_FILES),
    ],
    inline: text ? { name: INLINE, text } : undefined,
  };
}

function machineFolder(platform: NodeJS.Platform, programData = "C:\\ProgramData"): string {
  if (platform === "darwin") return "/Library/Application Support/opencode";
  return platform === "win32" ? path.join(programData, "opencode") : "/etc/opencode";
}

/** Whether something of this name is there. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
