import * as vscode from "vscode";
import type { ConfigProblem } from "../../../engine/mode/project-config.ts";
import type { App } from "../app.ts";
import { nameFile, openFile } from "./setting-origin.ts";
import type { FolderMode } from "./window-mode.ts";

/** A file that is being written is broken for a moment, ms. */
const GRACE = 500;

/** Says once of each config that cannot be read as intended, and offers to open it at the place. */
export function reportBrokenConfig(app: App): vscode.Disposable {
  const told = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const tell = async (path: string) => {
    const folders = await Promise.all(app.mode.folders.map(({ folder }) => app.settings.mode(folder)));
    const found = folders.flatMap(({ problems }) => problems).find((problem) => problem.path === path);
    if (found) void show(app, found);
    else told.delete(path);
  };
  const updates = app.mode.onDidUpdate((folders) => {
    const broken = new Set(problemsOf(folders).map(({ path }) => path));
    for (const path of told) if (!broken.has(path)) told.delete(path);
    for (const path of broken) {
      if (told.has(path)) continue;
      told.add(path);
      const timer = setTimeout(() => {
        timers.delete(timer);
        void tell(path);
      }, GRACE);
      timers.add(timer);
    }
  });
  return vscode.Disposable.from(updates, { dispose: () => timers.forEach(clearTimeout) });
}

const problemsOf = (folders: readonly FolderMode[]) => folders.flatMap(({ reading }) => reading.problems);

async function show(app: App, { path, offset, problem }: ConfigProblem): Promise<void> {
  const open = vscode.l10n.t("Open File");
  const answer = await app.dialogs.notify(
    "warning",
    vscode.l10n.t("{0} is broken: {1}. Nothing is shared here until it is mended.", nameFile(path), problem),
    open,
  );
  if (answer === open) await openFile(path, offset);
}
