import type * as vscode from "vscode";
import { registerCommands } from "./commands.ts";
import { opencodeTerminals } from "./editor/opencode-terminals.ts";
import { handleUris, openSharedSession, restoreViewers } from "./links/open-shared.ts";
import { ViewerPanels } from "./links/viewer-panel.ts";
import { followMode } from "./mode/follow-mode.ts";
import { followPolicy } from "./mode/follow-policy.ts";
import { accounts } from "./services/accounts.ts";
import { remindOfEnd } from "./share/remind-of-end.ts";
import { reportEndings } from "./share/report-endings.ts";
import { statusBar } from "./status-bar.ts";
import { OpenedLinks } from "./views/opened-links.ts";
import { registerViews, rememberOpened } from "./views/views.ts";
import { createWindowParts, type WindowParts } from "./window-parts.ts";

/** All features of one VS Code window, over one parts. */
export function openWindow(context: vscode.ExtensionContext): WindowParts {
  const parts = createWindowParts(context);
  const opened = new OpenedLinks(parts.memory);
  const viewers = new ViewerPanels(
    parts,
    (location, title) => void rememberOpened(parts, opened, location, title),
  );
  context.subscriptions.push(
    viewers,
    accounts(parts),
    registerCommands(parts, viewers),
    statusBar(parts),
    registerViews(parts, opened),
    reportEndings(parts),
    handleUris(parts, viewers),
    restoreViewers(parts, viewers),
    followMode(parts),
    followPolicy(parts),
    remindOfEnd(parts),
    opencodeTerminals(),
  );
  const link = process.env.OPENCODE_SHARE_OPEN;
  if (link) void openSharedSession(parts, viewers, link);
  return parts;
}
