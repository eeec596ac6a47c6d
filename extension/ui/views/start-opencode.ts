import * as vscode from "vscode";
import { workspaceFolders } from "../editor/workspace-folders.ts";

/** Starts opencode where people see it, in a terminal in this window's folder. */
export function startOpencode(): void {
  const [cwd] = workspaceFolders();
  const terminal = vscode.window.createTerminal({ name: "opencode", ...(cwd ? { cwd } : {}) });
  terminal.show();
  terminal.sendText("opencode");
}
