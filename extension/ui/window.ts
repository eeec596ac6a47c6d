import type * as vscode from "vscode";
import { type App, createApp } from "./app.ts";
import { registerCommands } from "./commands.ts";
import { handleUris, openSharedSession } from "./links/open-shared.ts";
import { ViewerPanels } from "./links/viewer-panel.ts";
import { followMode } from "./mode/follow-mode.ts";
import { followPolicy } from "./mode/follow-policy.ts";
import { accounts } from "./services/accounts.ts";
import { remindOfEnd } from "./share/remind-of-end.ts";
import { reportEndings } from "./share/report-endings.ts";
import { statusBar } from "./status-bar.ts";
import { OpenedLinks } from "./views/opened-links.ts";
import { registerViews, rememberOpened } from "./views/views.ts";

/** All features of one VS Code window, over one app. */
export function openWindow(context: vscode.ExtensionContext): App {
  const app = createApp(context);
  const opened = new OpenedLinks(app.memory);
  const viewers = new ViewerPanels(
    app,
    (location, title) => void rememberOpened(app, opened, location, title),
  );
  context.subscriptions.push(
    viewers,
    accounts(app),
    registerCommands(app, viewers),
    statusBar(app),
    registerViews(app, opened),
    reportEndings(app),
    handleUris(app, viewers),
    followMode(app),
    followPolicy(app),
    remindOfEnd(app),
  );
  const link = process.env.OPENCODE_SHARE_OPEN;
  if (link) void openSharedSession(app, viewers, link);
  return app;
}
