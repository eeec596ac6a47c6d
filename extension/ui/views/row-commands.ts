import * as vscode from "vscode";
import type { SettingOrigin } from "../../../engine/mode/share-mode.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import { parseShareLink } from "../../../protocol/links.ts";
import { type FailureDeps, showFailure } from "../editor/failure.ts";
import { openOrigin } from "../mode/setting-origin.ts";
import { askForService, type ChooseServiceDeps } from "../services/choose-service.ts";
import { forgetShare } from "../share/forget-share.ts";
import { type ShareAgainDeps, shareAgain } from "../share/share-again.ts";
import type { RowTarget } from "./rows-tree.ts";
import { startOpencode } from "./start-opencode.ts";

export interface RowCommandsDeps extends FailureDeps, ChooseServiceDeps, ShareAgainDeps {
  readonly registry: ShareRegistry;
}

type RowCommand = (target: RowTarget) => unknown;

/** The commands of the rows' menus. They stand in no palette: without a row they do nothing. */
export function rowCommands(deps: RowCommandsDeps): vscode.Disposable {
  const run = vscode.commands.executeCommand;
  const table: Record<string, RowCommand> = {
    share: ({ sessionId }) => run("opencode.shareSession", sessionId),
    shareAgain: (target) => withRecord(deps, target, (record) => shareAgain(deps, record, target.isReadable)),
    sessionMenu: (target) => showSessionMenu(deps, target),
    open: ({ link }) => run("opencode.openSharedSession", link),
    openInBrowser: ({ link }) => link && deps.dialogs.openExternal(link),
    copyLink: ({ link }) => run("opencode.copyShareLink", link),
    copyOpenedLink: ({ link }) => link && vscode.env.clipboard.writeText(link),
    import: ({ link }) => run("opencode.importSharedSession", link),
    changeEnd: ({ link }) => run("opencode.changeShare", link),
    unshare: (target) => unshare(deps, target),
    forget: (target) =>
      withRecord(deps, target, (record) => forgetShare(deps, record, target.isReadable ?? false)),
  };
  const registrations = Object.entries(table).map(([name, command]) =>
    vscode.commands.registerCommand(`opencode.view.${name}`, async (row?: { target?: RowTarget }) => {
      if (row?.target) await reported(deps, () => command(row.target ?? {}));
    }),
  );
  return vscode.Disposable.from(
    ...registrations,
    vscode.commands.registerCommand("opencode.view.openPlace", (place?: SettingOrigin) =>
      reported(deps, () => place && openOrigin(place)),
    ),
    vscode.commands.registerCommand("opencode.startOpencode", () => reported(deps, startOpencode)),
    vscode.commands.registerCommand("opencode.chooseService", () =>
      reported(deps, () => askForService(deps)),
    ),
  );
}

/** Does something about a share that this machine remembers. */
function withRecord(
  deps: RowCommandsDeps,
  { link = "" }: RowTarget,
  act: (record: LocalShare) => unknown,
): unknown {
  const location = parseShareLink(link);
  const record = location && deps.registry.at(location);
  return record && act(record);
}

async function reported(deps: RowCommandsDeps, act: () => unknown): Promise<void> {
  try {
    await act();
  } catch (error) {
    await showFailure(deps, "OpenCode Share", error);
  }
}

/** What a click on a session without a living share leads to: a question, since a click may be a slip. */
async function showSessionMenu({ dialogs }: RowCommandsDeps, target: RowTarget): Promise<void> {
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
  const picked = await dialogs.menu(shareId ? [share, forget] : [share], {
    title,
    placeHolder: shareId
      ? vscode.l10n.t("The share of this session has ended.")
      : vscode.l10n.t("This session is not shared."),
  });
  if (picked) await vscode.commands.executeCommand(picked.command, { target });
}

/** In a list a click may be a slip, and a link that is gone cannot be had back. */
async function unshare(deps: RowCommandsDeps, { link, title = "" }: RowTarget): Promise<void> {
  const agreed = await deps.dialogs.confirm(
    vscode.l10n.t("Unshare “{0}”?", title),
    [vscode.l10n.t("The link stops working at once, and the service deletes the session.")],
    vscode.l10n.t("Unshare"),
  );
  if (agreed) await vscode.commands.executeCommand("opencode.unshareSession", link);
}
