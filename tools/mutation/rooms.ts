import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readProduction } from "../architecture/imports.ts";
import type { Mutant } from "./mutant.ts";
import { mutantsOf } from "./mutants-of.ts";

/** The rooms whose rules must be held by tests. */
export const ROOMS = ["protocol", "engine/sync", "service/shares", "service/store", "engine/mode"] as const;
export type Room = (typeof ROOMS)[number];

/** The room of a file; undefined for all other files. */
export const roomOf = (file: string): Room | undefined => ROOMS.find((room) => file.startsWith(`${room}/`));

/** All mutants of what ships, of each room. */
export function readMutants(root: string): ReadonlyMap<Room, readonly Mutant[]> {
  const files = readProduction(root).map(({ path }) => path);
  const read = (path: string) => mutantsOf(path, readFileSync(join(root, path), "utf8"));
  return new Map(ROOMS.map((room) => [room, files.filter((path) => roomOf(path) === room).flatMap(read)]));
}
