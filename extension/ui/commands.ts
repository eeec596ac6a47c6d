import * as vscode from "vscode";
import { showFailure } from "./editor/failure.ts";
import { type ImportSharedDeps, importSharedSession } from "./links/import-shared.ts";
import { openSharedSession } from "./links/open-shared.ts";
import type { ViewerPanels } from "./links/viewer-panel.ts";
import { type AccountsDeps, signInToService, signOutOfService } from "./services/accounts.ts";
import { type ChangeShareDeps, showChangeShare } from "./share/change-share.ts";
import { type ShareMenuDeps, showShareMenu } from "./share/share-menu.ts";
import { type ShareSessionDeps, shareSession } from "./share/share-session.ts";
import { copyShareLink, type UnshareSessionDeps, unshareSession } from "./share/unshare-session.ts";

export interface CommandsDeps
  extends ImportSharedDeps,
    AccountsDeps,
    ChangeShareDeps,
    ShareMenuDeps,
    ShareSessionDeps,
    UnshareSessionDeps {}

/** Every command. The argument, a link or an id, comes from our own menus and viewers; the palette gives none. */
export function registerCommands(deps: CommandsDeps, viewers: ViewerPanels): vscode.Disposable {
  const table: Record<string, (argument?: string) => Promise<void> | void> = {
    "opencode.shareSession": (sessionId) => shareSession(deps, { sessionId }),
    "opencode.changeShare": (shareId) => showChangeShare(deps, shareId),
    "opencode.unshareSession": (shareId) => unshareSession(deps, shareId),
    "opencode.copyShareLink": (shareId) => copyShareLink(deps, shareId),
    "opencode.openSharedSession": (link) => openSharedSession(deps, viewers, link),
    "opencode.importSharedSession": (link) => importSharedSession(deps, link),
    "opencode.viewer.copyText": () => viewers.copyMessage("text"),
    "opencode.viewer.copyMarkdown": () => viewers.copyMessage("markdown"),
    "opencode.viewer.copyMessageLink": () => viewers.copyMessage("link"),
    "opencode.viewer.copyLink": async () => {
      if (viewers.activeLink) await vscode.env.clipboard.writeText(viewers.activeLink);
    },
    "opencode.signIn": () => signInToService(deps),
    "opencode.signOut": () => signOutOfService(deps),
    "opencode.showShareMenu": () => showShareMenu(deps),
    "opencode.showShareLog": () => deps.log.show(),
  };
  const registrations = Object.entries(table).map(([command, run]) =>
    vscode.commands.registerCommand(command, async (argument?: unknown) => {
      try {
        await run(typeof argument === "string" ? argument : undefined);
      } catch (error) {
        await showFailure(deps, "OpenCode Share", error);
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
