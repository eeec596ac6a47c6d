import * as vscode from "vscode";
import type { ModePlace } from "../../sharing/share-mode.ts";
import type { App } from "../app.ts";
import { askForService } from "../choose-service.ts";
import { showFailure } from "../failure.ts";
import { openPlace } from "../mode/mode-place.ts";
import { shareAgain } from "../share/share-again.ts";
import type { RowTarget } from "./rows-tree.ts";
import { startOpencode } from "./start-opencode.ts";

type RowCommand = (target: RowTarget) => unknown;

/** The commands of the rows' menus. They stand in no palette: without a row they do nothing. */
export function rowCommands(app: App): vscode.Disposable {
  const run = vscode.commands.executeCommand;
  const table: Record<string, RowCommand> = {
    share: ({ sessionId }) => run("opencode.shareSession", sessionId),
    shareAgain: ({ shareId, sessionId }) => shareId && sessionId && shareAgain(app, { shareId, sessionId }),
    sessionMenu: (target) => showSessionMenu(target),
    open: ({ link }) => run("opencode.openSharedSession", link),
    openInBrowser: ({ link }) => link && vscode.env.openExternal(vscode.Uri.parse(link)),
    copyLink: ({ shareId }) => run("opencode.copyShareLink", shareId),
    copyOpenedLink: ({ link }) => link && vscode.env.clipboard.writeText(link),
    import: ({ link }) => run("opencode.importSharedSession", link),
    changeEnd: ({ shareId }) => run("opencode.changeShare", shareId),
    unshare: (target) => unshare(app, target),
    forget: ({ shareId }) => shareId && app.sharing.forget(shareId),
  };
  const registrations = Object.entries(table).map(([name, command]) =>
    vscode.commands.registerCommand(`opencode.view.${name}`, async (row?: { target?: RowTarget }) => {
      if (row?.target) await reported(app, () => command(row.target ?? {}));
    }),
  );
  return vscode.Disposable.from(
    ...registrations,
    vscode.commands.registerCommand("opencode.view.openPlace", (place?: ModePlace) =>
      reported(app, () => place && openPlace(place)),
    ),
    vscode.commands.registerCommand("opencode.startOpencode", () => reported(app, startOpencode)),
    vscode.commands.registerCommand("opencode.chooseService", () => reported(app, () => askForService(app))),
  );
}

async function reported(app: App, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    await showFailure(app, "OpenCode Share", error);
  }
}

/** What a click on a session without a living share leads to: a question, since a click may be a slip. */
async function showSessionMenu(target: RowTarget): Promise<void> {
  const { title = "", shareId } = target;
  const share = {
    label: `$(broadcast) ${shareId ? vscode.l10n.t("Share Again") : vscode.l10n.t("Share This Session…")}`,
    detail: shareId
      ? vscode.l10n.t("Makes a new link; the old one stays dead.")
      : vscode.l10n.t("Makes a link to follow it, until you unshare."),
    command: shareId ? "opencode.view.shareAgain" : "opencode.view.share",
  };
  const forget = {
    label: `$(close) ${vscode.l10n.t("Remove from List")}`,
    detail: vscode.l10n.t("Forgets the share; the session stays."),
    command: "opencode.view.forget",
  };
  const picked = await vscode.window.showQuickPick(shareId ? [share, forget] : [share], {
    title,
    placeHolder: shareId
      ? vscode.l10n.t("The share of this session has ended.")
      : vscode.l10n.t("This session is not shared."),
  });
  if (picked) await vscode.commands.executeCommand(picked.command, { target });
}

/** In a list a click may be a slip, and a link that is gone cannot be had back. */
async function unshare(app: App, { shareId, title = "" }: RowTarget): Promise<void> {
  const agreed = await app.dialogs.confirm(
    vscode.l10n.t("Unshare “{0}”?", title),
    vscode.l10n.t("The link stops working at once, and the service deletes the session."),
    vscode.l10n.t("Unshare"),
  );
  if (agreed) await vscode.commands.executeCommand("opencode.unshareSession", shareId);
}
