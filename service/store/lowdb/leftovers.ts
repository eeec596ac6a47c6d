import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "./files.ts";

/** Finishes what a crash cut short: files of shares that are gone, and rewritten journals not yet in place. */
export async function removeLeftovers(folder: string, isGone: (shareId: string) => boolean): Promise<void> {
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith(".new") || isGone(name.replace(/\.jsonl$/, "")),
  );
  for (const name of names) await rm(join(folder, name), { force: true });
  if (names.length > 0) await syncFolder(folder);
}
