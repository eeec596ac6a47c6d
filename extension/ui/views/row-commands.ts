import * as vscode from "vscode";
import type { SettingOrigin } from "../../../engine/mode/share-mode.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { parseShareLink } from "../../../protocol/links.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { openOrigin } from "../mode/setting-origin.ts";
import { askForService } from "../services/choose-service.ts";
import { shareAgain } from "../share/share-again.ts";
import { showPick } from "../shown/quick-pick.ts";
import type { RowTarget } from "./rows-tree.ts";
import { startOpencode } from "./start-opencode.ts";

type RowCommand = (target: RowTarget) => unknown;

/** The commands of the rows' menus. They stand in no palette: without a row they do nothing. */
export function rowCommands(app: App): vscode.Disposable {
  const run = vscode.commands.executeCommand;
  const table: Record<string, RowCommand> = {
    share: ({ sessionId }) => run("opencode.shareSession", sessionId),
    shareAgain: (target) => withRecord(app, target, (record) => shareAgain(app, record)),
    sessionMenu: (target) => showSessionMenu(target),
    open: ({ link }) => run("opencode.openSharedSession", link),
    openInBrowser: ({ link }) => link && app.dialogs.openExternal(link),
    copyLink: ({ link }) => run("opencode.copyShareLink", link),
    copyOpenedLink: ({ link }) => link && vscode.env.clipboard.writeText(link),
    import: ({ link }) => run("opencode.importSharedSession", link),
    changeEnd: ({ link }) => run("opencode.changeShare", link),
    unshare: (target) => unshare(app, target),
    forget: (target) => withRecord(app, target, ({ shareId }) => app.sharing.forget(shareId)),
  };
  const registrations = Object.entries(table).map(([name, command]) =>
    vscode.commands.registerCommand(`opencode.view.${name}`, async (row?: { target?: RowTarget }) => {
      if (row?.target) await reported(app, () => command(row.target ?? {}));
    }),
  );
  return vscode.Disposable.from(
    ...registrations,
    vscode.commands.registerCommand("opencode.view.openPlace", (place?: SettingOrigin) =>
      reported(app, () => place && openOrigin(place)),
    ),
    vscode.commands.registerCommand("opencode.startOpencode", () => reported(app, startOpencode)),
    vscode.commands.registerCommand("opencode.chooseService", () => reported(app, () => askForService(app))),
  );
}

/** Does something about a share that this machine remembers. */
function withRecord(app: App, { link = "" }: RowTarget, act: (record: LocalShare) => unknown): unknown {
  const location = parseShareLink(link);
  const record = location && app.registry.at(location);
  return record && act(record);
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
    icon: "broadcast",
    label: shareId ? vscode.l10n.t("Share Again") : vscode.l10n.t("Share This Session…"),
    detail: shareId
      ? vscode.l10n.t("Makes a new link; the old one stays dead.")
      : vscode.l10n.t("Makes a link to follow it, until you unshare."),
    command: shareId ? "opencode.view.shareAgain" : "opencode.view.share",
  };
  const forget = {
    icon: "close",
    label: vscode.l10n.t("Remove from List"),
    detail: vscode.l10n.t("Forgets the share; the session stays."),
    command: "opencode.view.forget",
  };
  const picked = await showPick(shareId ? [share, forget] : [share], {
    title,
    placeHolder: shareId
      ? vscode.l10n.t("The share of this session has ended.")
      : vscode.l10n.t("This session is not shared."),
  });
  if (picked) await vscode.commands.executeCommand(picked.command, { target });
}

/** In a list a click may be a slip, and a link that is gone cannot be had back. */
async function unshare(app: App, { link, title = "" }: RowTarget): Promise<void> {
  const agreed = await app.dialogs.confirm(
    vscode.l10n.t("Unshare “{0}”?", title),
    [vscode.l10n.t("The link stops working at once, and the service deletes the session.")],
    vscode.l10n.t("Unshare"),
  );
  if (agreed) await vscode.commands.executeCommand("opencode.unshareSession", link);
}
