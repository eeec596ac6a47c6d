import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import type { WindowParts } from "../ui/window-parts.ts";

/** The extension under test, once it is active in the VS Code that runs the tests. */
export async function activeWindow(): Promise<WindowParts> {
  const extension = vscode.extensions.getExtension<WindowParts>("opencode-share.opencode-share");
  assert.ok(extension);
  return extension.activate();
}

/** The folder that is open. */
export const openFolder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";

/** Where opencode's storage is, for this VS Code. @throws AssertionError when that would be somebody's own */
export function opencodeData(): string {
  const { XDG_DATA_HOME } = process.env;
  assert.ok(XDG_DATA_HOME, "the tests have a data folder of their own");
  return path.join(XDG_DATA_HOME, "opencode");
}
