import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { readRegularFile, SHORT_FILE_BYTES } from "../sources/regular-file.ts";

const run = promisify(execFile);
const GIT_TIMEOUT_MS = 5_000;
/** The project of folders that no repository owns. */
const GLOBAL_PROJECT = "global";

/**
 * opencode's project id of a folder: the project it has recorded for it, else the repository's first root commit,
 * else `global`. Reads the JSON tree below `storagePath` where there is one, and asks git.
 */
export async function findProjectId(directory: string, storagePath: string): Promise<string> {
  return (
    (await recordedProject(directory, join(storagePath, "project"))) ??
    (await rootCommit(directory)) ??
    GLOBAL_PROJECT
  );
}

async function recordedProject(directory: string, folder: string): Promise<string | undefined> {
  const names = await readdir(folder).catch(() => []);
  const projects = await Promise.all(
    names.filter((name) => name.endsWith(".json")).map((name) => readProject(join(folder, name))),
  );
  return projects
    .filter((project) => project !== undefined && isInside(directory, project.worktree))
    .sort((a, b) => (b?.worktree.length ?? 0) - (a?.worktree.length ?? 0))[0]?.id;
}

interface Project {
  readonly id: string;
  readonly worktree: string;
}

async function readProject(path: string): Promise<Project | undefined> {
  try {
    const { id, worktree } = JSON.parse(await readRegularFile(path, SHORT_FILE_BYTES)) as Partial<Project>;
    return id && worktree && id !== GLOBAL_PROJECT && /^[\w-]+$/.test(id) ? { id, worktree } : undefined;
  } catch {
    return undefined;
  }
}

function isInside(directory: string, folder: string): boolean {
  const way = relative(resolve(folder), resolve(directory));
  return (
    way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && resolve(folder, way) === resolve(directory))
  );
}

async function rootCommit(directory: string): Promise<string | undefined> {
  const options = { cwd: directory, timeout: GIT_TIMEOUT_MS };
  try {
    const { stdout } = await run("git", ["rev-list", "--max-parents=0", "--all"], options);
    return stdout
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => /^[0-9a-f]{40,64}$/.test(line))
      .sort()[0];
  } catch {
    return undefined;
  }
}
