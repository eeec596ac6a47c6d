import * as vscode from "vscode";
import type { WatchFiles } from "../sources/session-source.ts";

/** How long a new watcher of VS Code may take to begin, ms. What changes meanwhile is found by one more look. */
export const WATCH_SETTLE = 1000;

/** Watches with VS Code's FileSystemWatcher, which also sees folders outside the workspace. */
export const watchWithVscode: WatchFiles = (folder, glob, onDidChange) => {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), glob);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const report = (uri: vscode.Uri) => onDidChange(uri.fsPath);
  const events = [watcher.onDidCreate(report), watcher.onDidChange(report), watcher.onDidDelete(report)];
  return vscode.Disposable.from(watcher, ...events);
};
