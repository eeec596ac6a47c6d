import { access, realpath } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { isWithin } from "./workspace-sessions.ts";

/** An opencode config in a folder, or in the folder's `.opencode`. */
export const PROJECT_FILES = ["opencode.json", "opencode.jsonc"] as const;
/** Its names in the user's and the machine's own folders. */
export const USER_FILES = [...PROJECT_FILES, "config.json"] as const;

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

/** The folders of configs outside every project: the machine's, which its administrator manages, and the user's. */
export function userFolders(
  env: Readonly<Record<string, string | undefined>>,
  { home = homedir(), platform = process.platform }: { home?: string; platform?: NodeJS.Platform } = {},
): readonly string[] {
  const { XDG_CONFIG_HOME: chosen, ProgramData: programData } = env;
  const configHome = chosen && path.isAbsolute(chosen) ? chosen : path.join(home, ".config");
  return [machineFolder(platform, programData), path.join(configHome, "opencode")];
}

function machineFolder(platform: NodeJS.Platform, programData = "C:\\ProgramData"): string {
  if (platform === "darwin") return "/Library/Application Support/opencode";
  return platform === "win32" ? path.join(programData, "opencode") : "/etc/opencode";
}

const realPath = (folder: string) => realpath(folder).catch(() => path.resolve(folder));

/** Whether something of this name is there. */
export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
