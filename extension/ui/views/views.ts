import * as vscode from "vscode";
import type { ShareLocation } from "../../../protocol/links.ts";
import type { App } from "../app.ts";
import type { OpenedLinks } from "./opened-links.ts";
import { openedView } from "./opened-view.ts";
import { rowCommands } from "./row-commands.ts";
import { sessionsView } from "./sessions-view.ts";
import { sharesView } from "./shares-view.ts";
import { walkthroughProgress } from "./walkthrough-progress.ts";

/** The activity bar's container: “Sessions”, “Shares” and “Opened”. */
export function registerViews(app: App, opened: OpenedLinks): vscode.Disposable {
  return vscode.Disposable.from(
    sessionsView(app),
    sharesView(app),
    openedView(opened),
    rowCommands(app),
    walkthroughProgress(app),
  );
}

/** Puts a link that the viewer shows into “Opened”; one's own shares stand in “Shares” already. */
export async function rememberOpened(
  app: App,
  opened: OpenedLinks,
  location: ShareLocation,
  title: string,
): Promise<void> {
  await app.registry.load();
  if (!app.registry.at(location) && !app.remote.at(location))
    await opened.remember({ ...location, title, openedAt: Date.now() });
}
