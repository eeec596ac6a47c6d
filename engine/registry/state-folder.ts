import { lstatSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { messageOf } from "../../primitives/message-of.ts";
import type { Report } from "../sources/session-source.ts";

/** Names a folder that remembers shares, owner secrets and turns instead of the editor's own places. */
export const STATE_VARIABLE = "OPENCODE_SHARE_STATE";

/** Where in such a folder records and secrets are. */
export const placesIn = (folder: string) => ({
  records: path.join(folder, "shares"),
  secrets: path.join(folder, "secrets"),
});

/** The folder that is named, when it may hold secrets; `report` hears why another is passed over. */
export function stateFolder(named: string | undefined, report: Report): string | undefined {
  if (!named) return undefined;
  const why = whyNotPrivate(named);
  if (why === undefined) return named;
  report(`${STATE_VARIABLE} is passed over: ${why} (${named}).`);
  return undefined;
}

/** Why a folder may not hold secrets; undefined: nobody but this user may read it, as far as can be told. */
export function whyNotPrivate(folder: string): string | undefined {
  if (!path.isAbsolute(folder)) return "its path is not absolute";
  try {
    const stats = lstatSync(folder);
    if (!stats.isDirectory()) return "it is no folder";
    if (process.platform === "win32")
      return isBelow(homedir(), folder) ? undefined : "it is not below your home folder";
    if (stats.uid !== process.getuid?.()) return "it belongs to somebody else";
    return (stats.mode & 0o077) === 0 ? undefined : "others may read or change it";
  } catch (error) {
    return messageOf(error);
  }
}

/** Windows keeps others out of a home folder, and tells nothing of that in a mode. */
function isBelow(parent: string, folder: string): boolean {
  const way = path.relative(parent, folder);
  return way !== "" && !way.startsWith("..") && !path.isAbsolute(way);
}
