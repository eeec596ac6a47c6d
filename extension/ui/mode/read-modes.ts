import { folderOf } from "../../sharing/folder-of.ts";
import type { ModeReading } from "../../sharing/read-mode.ts";
import type { Settings } from "../settings.ts";
import { workspaceFolders } from "../workspace-folders.ts";

/** The modes where some sessions work, by directory, read now; directories of other windows have none. */
export async function readModes(
  settings: Pick<Settings, "mode">,
  directories: readonly string[],
): Promise<ReadonlyMap<string, ModeReading>> {
  const readings = new Map<string, ModeReading>();
  for (const directory of new Set(directories))
    if (await folderOf(directory, workspaceFolders()))
      readings.set(directory, await settings.mode(directory));
  return readings;
}
