import path from "node:path";
import { parseTree } from "jsonc-parser";
import type { ConfiguredMode } from "./agent-config.ts";
import { type ModeInFile, readConfigFile } from "./config-file.ts";
import { plainValue, propertyOf } from "./json-properties.ts";
import { readShareMode } from "./share-mode.ts";

const SETTING = "opencode.share";

/**
 * What a workspace's own settings say: `.vscode/settings.json` of the folder, and `settings` of a .code-workspace file.
 * Read from the files, since VS Code hides restricted settings of an untrusted workspace, and those may still tighten.
 */
export async function readWorkspaceSettings(
  folder: string | undefined,
  workspaceFile: string | undefined,
): Promise<readonly ModeInFile[]> {
  const modes = await Promise.all([
    workspaceFile ? readSetting(workspaceFile, ["settings"]) : undefined,
    folder ? readSetting(folderSettings(folder), []) : undefined,
  ]);
  return modes.filter((configured) => configured !== undefined);
}

const folderSettings = (folder: string) => path.join(folder, ".vscode", "settings.json");

/** As lenient with broken JSON as VS Code, which complains about it itself. */
function readSetting(file: string, within: readonly string[]): Promise<ModeInFile | undefined> {
  return readConfigFile(file, (text) => settingIn(text, within));
}

function settingIn(text: string, within: readonly string[]): ConfiguredMode | undefined {
  const node = propertyOf(within.reduce(propertyOf, parseTree(text)), SETTING);
  const mode = node && readShareMode(plainValue(node));
  return mode && { mode, offset: node.offset };
}
