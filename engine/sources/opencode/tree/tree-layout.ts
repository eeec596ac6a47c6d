import { type Stats, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { sep } from "node:path";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../../../protocol/keys.ts";
import { quoteId } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import { type Place, placeAt, versionOf } from "../session/file-version.ts";
import { mapLimited } from "../session/map-limited.ts";
import { undefinedWhenMissing, unlessMissing } from "./read-json-file.ts";

/** One file of a session, and the key it gives first. */
export interface TreeFile extends Place {
  readonly key: string;
}

/** The files of a session's messages and of their parts, and the folders that they are in, that of the messages first. */
export interface SessionFiles {
  readonly files: readonly TreeFile[];
  readonly folders: readonly Place[];
}

/** How a generation of opencode lays its JSON files out. */
export interface TreeLayout {
  /** The folder that holds everything; without it there is no storage. */
  readonly root: string;
  /** Which files below the root belong to sessions. */
  readonly glob: string;
  /** The folder that shows when there is another folder of sessions. */
  readonly projects: string;
  /** The folders that hold one file per session. */
  sessionFolders(): Promise<readonly string[]>;
  /** What is known of a session without being in its file. */
  describe(session: TreeFile): Promise<JsonObject>;
  contents(session: TreeFile): Promise<SessionFiles>;
  /** The contents that a file gives, by key. */
  contentsOf(path: KeyPath, stored: JsonObject): ReadonlyMap<string, Json>;
  /** The session that a file or folder belongs to, as far as its path tells. */
  sessionAt(path: string): string | undefined;
}

/** The JSON files of a folder whose names are ids; others are reported. */
export async function filesIn(
  folder: string,
  keyOf: (id: string) => string,
  report: Report,
): Promise<SessionFiles> {
  const folders = [placeAt(folder)];
  const ids = await idsIn(folder, keyOf, report);
  const files = await mapLimited(ids, (id) => fileAt(keyOf(id), `${folder}${sep}${id}.json`));
  return { files: files.filter((file) => file !== undefined), folders };
}

/** What several folders hold. */
export const together = (all: readonly SessionFiles[]): SessionFiles => ({
  files: all.flatMap(({ files }) => files),
  folders: all.flatMap(({ folders }) => folders),
});

/** The ids that name a folder's JSON files. */
export async function idsIn(
  folder: string,
  keyOf: (id: string) => string,
  report: Report,
): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => name.endsWith(".json"));
  return names.map((name) => name.slice(0, -".json".length)).filter(isId);

  function isId(id: string): boolean {
    if (parseKey(keyOf(id))) return true;
    report(`The file ${quoteId(`${id}.json`)} is skipped: its name is not an id that can be shared.`);
    return false;
  }
}

/** What a folder holds; nothing when it is not there. */
export const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder).catch(undefinedWhenMissing)) ?? [];

function fileAt(key: string, path: string): TreeFile | undefined {
  const stats = statsAt(path);
  return stats && { key, path, version: versionOf(stats) };
}

/** What its directory entry says of a file, or of what stands in its place; undefined when there is none. */
export function statsAt(path: string): Stats | undefined {
  const stats = unlessMissing(() => statSync(path));
  return stats?.isDirectory() ? undefined : stats;
}
