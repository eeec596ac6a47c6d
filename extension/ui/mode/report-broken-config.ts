import * as vscode from "vscode";
import type { ConfigProblem } from "../../../engine/mode/project-config.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { Settings } from "../editor/settings.ts";
import { nameFile, openFile } from "./setting-origin.ts";
import type { FolderMode, WindowMode } from "./window-mode.ts";

export interface ReportBrokenConfigDeps {
  readonly dialogs: Dialogs;
  readonly mode: WindowMode;
  readonly settings: Settings;
}

/** A file that is being written is broken for a moment, ms. */
const GRACE = 500;

/** Says once of each config that cannot be read as intended, and offers to open it at the place. */
export function reportBrokenConfig(deps: ReportBrokenConfigDeps): vscode.Disposable {
  const told = new Set<string>();
  const timers = new Set<NodeJS.Timeout>();
  const tell = async (path: string) => {
    const folders = await Promise.all(deps.mode.folders.map(({ folder }) => deps.settings.mode(folder)));
    const found = folders.flatMap(({ problems }) => problems).find((problem) => problem.path === path);
    if (found) void show(deps, found);
    else told.delete(path);
  };
  const updates = deps.mode.onDidUpdate((folders) => {
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

async function show(deps: ReportBrokenConfigDeps, { path, offset, problem }: ConfigProblem): Promise<void> {
  const open = vscode.l10n.t("Open File");
  const answer = await deps.dialogs.notify(
    "warning",
    vscode.l10n.t("{0} is broken: {1}. Nothing is shared here until it is fixed.", nameFile(path), problem),
    open,
  );
  if (answer === open) await openFile(path, offset);
}
