import * as vscode from "vscode";

/** The window's folders on this disk. */
export function workspaceFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === "file").map(({ uri }) => uri.fsPath);
}

/** The window's .code-workspace file, also one that was not saved under a name yet. */
export function workspaceFile(): string | undefined {
  const uri = vscode.workspace.workspaceFile;
  return uri && (uri.scheme === "file" || uri.scheme === "untitled") ? uri.fsPath : undefined;
}
