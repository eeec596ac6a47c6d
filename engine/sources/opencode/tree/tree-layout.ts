import { type Stats, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { sep } from "node:path";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../../../protocol/keys.ts";
import { quoteId } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import type { Version } from "../session/change-ledger.ts";
import { mapLimited } from "../session/map-limited.ts";
import { undefinedWhenMissing, unlessMissing } from "./read-json-file.ts";

/** One file of a session: the key it gives first, and what its directory entry says. */
export interface TreeFile {
  readonly key: string;
  readonly path: string;
  readonly version: Version;
}

/** How a generation of opencode lays its JSON files out. */
export interface TreeLayout {
  /** The folder that holds everything; without it there is no storage. */
  readonly root: string;
  /** Which files below the root belong to sessions. */
  readonly glob: string;
  /** The folders that hold one file per session. */
  sessionFolders(): Promise<readonly string[]>;
  /** What is known of a session without being in its file. */
  describe(session: TreeFile): Promise<JsonObject>;
  /** The files of a session's messages and of their parts. */
  contents(session: TreeFile): Promise<readonly TreeFile[]>;
  /** The contents that a file gives, by key. */
  contentsOf(path: KeyPath, stored: JsonObject): ReadonlyMap<string, Json>;
  /** The session that a file belongs to, as far as its path tells. */
  sessionAt(path: string): string | undefined;
}

/** The JSON files of a folder whose names are ids; others are reported. */
export async function filesIn(
  folder: string,
  keyOf: (id: string) => string,
  report: Report,
): Promise<readonly TreeFile[]> {
  const ids = await idsIn(folder, keyOf, report);
  const files = await mapLimited(ids, (id) => fileAt(keyOf(id), `${folder}${sep}${id}.json`));
  return files.filter((file) => file !== undefined);
}

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

/** How long after a write a file's time may still be that of the next write, ms; generous, for shared folders. */
const SETTLE_MS = 1000;

/** What tells two states of a file or folder apart. */
export function versionOf({ mtimeMs, size, ino }: Stats): Version {
  // Joined, it is one text in memory; a template leaves its pieces behind, for each of ten thousand files.
  return mtimeMs < Date.now() - SETTLE_MS ? [mtimeMs, size, ino].join(" ") : undefined;
}
