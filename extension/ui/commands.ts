import * as vscode from "vscode";
import type { App } from "./app.ts";
import { showFailure } from "./editor/failure.ts";
import { importSharedSession } from "./links/import-shared.ts";
import { openSharedSession } from "./links/open-shared.ts";
import type { ViewerPanels } from "./links/viewer-panel.ts";
import { signInToService, signOutOfService } from "./services/accounts.ts";
import { showChangeShare } from "./share/change-share.ts";
import { showShareMenu } from "./share/share-menu.ts";
import { shareSession } from "./share/share-session.ts";
import { copyShareLink, unshareSession } from "./share/unshare-session.ts";

/** Every command. The argument, a link or an id, comes from our own menus and viewers; the palette gives none. */
export function registerCommands(app: App, viewers: ViewerPanels): vscode.Disposable {
  const table: Record<string, (argument?: string) => Promise<void> | void> = {
    "opencode.shareSession": (sessionId) => shareSession(app, sessionId),
    "opencode.changeShare": (shareId) => showChangeShare(app, shareId),
    "opencode.unshareSession": (shareId) => unshareSession(app, shareId),
    "opencode.copyShareLink": (shareId) => copyShareLink(app, shareId),
    "opencode.openSharedSession": (link) => openSharedSession(app, viewers, link),
    "opencode.importSharedSession": (link) => importSharedSession(app, link),
    "opencode.signIn": () => signInToService(app),
    "opencode.signOut": () => signOutOfService(app),
    "opencode.showShareMenu": () => showShareMenu(app),
    "opencode.showShareLog": () => app.log.show(),
  };
  const registrations = Object.entries(table).map(([command, run]) =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      try {
        await run(typeof argument === "string" ? argument : undefined);
      } catch (error) {
        await showFailure(app, "OpenCode Share", error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
