import { type Stats, statSync } from "node:fs";
import type { Version } from "./change-ledger.ts";

/** A file or folder, and what its directory entry says of it. */
export interface Place {
  readonly path: string;
  readonly version: Version;
}

/** How long after a write a file's time may still be that of the next write, ms; generous, for shared folders. */
const SETTLE_MS = 1000;

/** What tells two states of a file or folder apart. */
export function versionOf(stats: Stats): Version {
  return stats.mtimeMs < Date.now() - SETTLE_MS ? stampOf(stats) : undefined;
}

/** The same of what lies at a path; that there is nothing is a version, too. */
export function placeAt(path: string): Place {
  const stats = statsOr(path);
  return { path, version: typeof stats === "string" ? stats : versionOf(stats) };
}

/** What a directory entry says now, however fresh it is. */
export function stampAt(path: string): string {
  const stats = statsOr(path);
  return typeof stats === "string" ? stats : stampOf(stats);
}

/** What has no version yet was written just now; what is not there, long ago. */
export function lastWrittenFirst(places: readonly Place[]): readonly Place[] {
  const dated = places.map((place) => ({ place, at: Number.parseFloat(place.version ?? "Infinity") || 0 }));
  return dated.sort((a, b) => b.at - a.at).map(({ place }) => place);
}

/** Joined, it is one text in memory; a template leaves its pieces behind, for each of ten thousand files. */
const stampOf = ({ mtimeMs, size, ino }: Stats) => [mtimeMs, size, ino].join(" ");

function statsOr(path: string): Stats | string {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? "missing";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : "unknown";
  }
}
