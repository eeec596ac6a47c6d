import { readFile } from "node:fs/promises";
import path from "node:path";
import { parseTree } from "jsonc-parser";
import { plainValue, propertyOf } from "./json-properties.ts";
import { type ModeVoice, readShareMode } from "./share-mode.ts";

const SETTING = "opencode.share";

/**
 * What a workspace's own settings say: `.vscode/settings.json` of the folder, and `settings` of a .code-workspace file.
 * Read from the files, since VS Code hides restricted settings of an untrusted workspace, and those may still tighten.
 */
export async function readWorkspaceSettings(
  folder: string | undefined,
  workspaceFile: string | undefined,
): Promise<readonly ModeVoice[]> {
  const voices = await Promise.all([
    workspaceFile ? readSetting(workspaceFile, ["settings"]) : undefined,
    folder ? readSetting(folderSettings(folder), []) : undefined,
  ]);
  return voices.filter((voice) => voice !== undefined);
}

export const folderSettings = (folder: string) => path.join(folder, ".vscode", "settings.json");

/** As lenient with broken files as VS Code, which complains about them itself. */
async function readSetting(file: string, within: readonly string[]): Promise<ModeVoice | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  const settings = within.reduce(propertyOf, parseTree(text));
  const node = propertyOf(settings, SETTING);
  const mode = node && readShareMode(plainValue(node));
  return mode && { mode, from: { kind: "file", path: file, offset: node.offset } };
}
