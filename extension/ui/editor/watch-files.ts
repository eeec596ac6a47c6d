import * as vscode from "vscode";
import type { WatchFiles } from "../../../engine/sources/session-source.ts";

/** When after a watcher was made to look once more, ms: a new one of VS Code begins late, on a busy machine by seconds. */
const LOOKS_MS = [1_000, 4_000, 15_000];

/** Looks again and again while a new watcher may not have begun, for what has changed unheard meanwhile. */
export function lookWhileWatcherBegins(look: () => void): vscode.Disposable {
  const timers = LOOKS_MS.map((ms) => setTimeout(look, ms));
  return { dispose: () => timers.forEach((timer) => void clearTimeout(timer)) };
}

/** Watches with VS Code's FileSystemWatcher, which also sees folders outside the workspace. */
export const watchWithVscode: WatchFiles = (folder, glob, onDidChange) => {
  const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), glob);
  const watcher = vscode.workspace.createFileSystemWatcher(pattern);
  const report = (uri: vscode.Uri) => onDidChange(uri.fsPath);
  const events = [watcher.onDidCreate(report), watcher.onDidChange(report), watcher.onDidDelete(report)];
  return vscode.Disposable.from(watcher, ...events);
};
