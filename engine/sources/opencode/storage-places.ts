import { existsSync, readdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { findStorage, type StorageClues, type StorageLocation } from "./find-storage.ts";

export interface PlaceClues extends StorageClues {
  /** This system, if not the one that this runs on. */
  readonly platform?: NodeJS.Platform;
}

/**
 * All places where opencode may keep its sessions, the likeliest first. What somebody chose is the only one. An editor in a
 * sandbox (snap, flatpak) gives its own data folder to what runs in its terminal; what runs in another one writes to the
 * person's.
 */
export function storagePlaces(clues: PlaceClues): readonly StorageLocation[] {
  if (clues.storagePath?.trim() || isAbsolute(clues.env.OPENCODE_DB ?? "")) return [findStorage(clues)];
  const { env, home = homedir(), platform = process.platform } = clues;
  const places = dataHomes(env, home, platform).map((XDG_DATA_HOME) =>
    findStorage({ ...clues, env: { OPENCODE_DB: env.OPENCODE_DB, XDG_DATA_HOME } }),
  );
  return [...new Map(places.map((place) => [place.databasePath, place])).values()];
}

/** The folders in which opencode's data folder may be. */
function dataHomes(env: StorageClues["env"], home: string, platform: NodeJS.Platform): readonly string[] {
  const homes = [home, ...absolute(env.SNAP_REAL_HOME)];
  return [
    // What the editor runs with, then what the sandbox around it has put aside.
    ...absolute(env.XDG_DATA_HOME, env.XDG_DATA_HOME_VSCODE_SNAP_ORIG, env.HOST_XDG_DATA_HOME),
    ...homes.map((folder) => join(folder, ".local", "share")),
    ...(platform === "linux" ? homes.flatMap(sandboxes) : []),
    ...(platform === "darwin" ? [join(home, "Library", "Application Support")] : []),
    ...(platform === "win32" ? absolute(env.LOCALAPPDATA, env.APPDATA) : []),
  ];
}

/** Where programs in a sandbox keep their data. */
function sandboxes(home: string): readonly string[] {
  const snaps = join(home, "snap");
  const flatpaks = join(home, ".var", "app");
  return [
    ...namesIn(snaps).flatMap((name) =>
      ["current", "common"].map((kind) => join(snaps, name, kind, ".local", "share")),
    ),
    ...namesIn(flatpaks).map((name) => join(flatpaks, name, "data")),
  ].filter((folder) => existsSync(join(folder, "opencode")));
}

/** The first of the places where there is something, else where it would be. */
export function storageInUse(clues: PlaceClues): StorageLocation {
  const places = storagePlaces(clues);
  return existingPlaces(places)[0] ?? places[0] ?? findStorage(clues);
}

/** Those of some places where there is something, each once, whatever links lead there. */
export function existingPlaces(places: readonly StorageLocation[]): readonly StorageLocation[] {
  const found = new Map<string, StorageLocation>();
  for (const place of places) {
    const path = realPath(place.isChosenDatabase ? place.databasePath : place.dataDir);
    if (path !== undefined && !found.has(path)) found.set(path, place);
  }
  return [...found.values()];
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

const absolute = (...paths: readonly (string | undefined)[]) =>
  paths.filter((path) => path !== undefined && isAbsolute(path)) as readonly string[];

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
