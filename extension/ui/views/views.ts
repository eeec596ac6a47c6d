import * as vscode from "vscode";
import type { ShareLocation } from "../../../protocol/links.ts";
import { rowTones } from "../shown/row-tone.ts";
import type { OpenedLinks } from "./opened-links.ts";
import { openedView } from "./opened-view.ts";
import { type RowCommandsDeps, rowCommands } from "./row-commands.ts";
import { type SessionsViewDeps, sessionsView } from "./sessions-view.ts";
import { type SharesViewDeps, sharesView } from "./shares-view.ts";
import { walkthroughProgress } from "./walkthrough-progress.ts";

export interface ViewsDeps extends RowCommandsDeps, SessionsViewDeps, SharesViewDeps {}

/** The activity bar's container: “Sessions”, “Shares” and “Opened”. */
export function registerViews(deps: ViewsDeps, opened: OpenedLinks): vscode.Disposable {
  return vscode.Disposable.from(
    sessionsView(deps),
    sharesView(deps),
    openedView(opened),
    rowCommands(deps),
    rowTones(),
    walkthroughProgress(deps),
  );
}

/** Puts a link that the viewer shows into “Opened”; one's own shares stand in “Shares” already. */
export async function rememberOpened(
  deps: ViewsDeps,
  opened: OpenedLinks,
  location: ShareLocation,
  title: string,
): Promise<void> {
  await deps.registry.load();
  if (!deps.registry.at(location) && !deps.remote.at(location))
    await opened.remember({ ...location, title, openedAt: Date.now() });
}
