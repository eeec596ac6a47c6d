import * as vscode from "vscode";
import type { ActiveShare } from "../../sharing/sharing.ts";
import type { App } from "../app.ts";
import { setUpAuto } from "../mode/set-up-auto.ts";
import { shareAgain } from "./share-again.ts";

interface MenuItem extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** The indicator's menu: for each share copy, open, unshare; a way out when paused; and sharing another session. */
export async function showShareMenu(app: App): Promise<void> {
  const shares = app.sharing.list();
  const items = [...shares.flatMap((share) => itemsOf(app, share)), ...commonItems(app, shares)];
  const picked = await vscode.window.showQuickPick(items, {
    title: "OpenCode Share",
    placeHolder: vscode.l10n.t("What next?"),
  });
  await picked?.run?.();
}

function itemsOf(app: App, share: ActiveShare): readonly MenuItem[] {
  const { title } = share.record;
  return [
    { label: title || vscode.l10n.t("Untitled session"), kind: vscode.QuickPickItemKind.Separator },
    ...(share.status.phase === "ended" ? itemsOfEnded(app, share) : itemsOfLiving(app, share)),
  ];
}

function itemsOfEnded(app: App, { record }: ActiveShare): readonly MenuItem[] {
  return [
    { label: `$(broadcast) ${vscode.l10n.t("Share Again")}`, run: () => shareAgain(app, record) },
    {
      label: `$(close) ${vscode.l10n.t("Remove from List")}`,
      run: () => app.sharing.forget(record.shareId),
    },
  ];
}

function itemsOfLiving(app: App, { record, status }: ActiveShare): readonly MenuItem[] {
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const paused: readonly MenuItem[] =
    status.phase === "paused"
      ? [
          {
            label: `$(refresh) ${vscode.l10n.t("Retry Now")}`,
            detail: status.message,
            run: () => app.sharing.retryNow(),
          },
        ]
      : [];
  return [
    ...paused,
    {
      label: `$(link) ${vscode.l10n.t("Copy Link")}`,
      run: () => run("opencode.copyShareLink", record.shareId),
    },
    {
      label: `$(open-preview) ${vscode.l10n.t("Open")}`,
      run: () => run("opencode.openSharedSession", record.shareUrl),
    },
    { label: `$(edit) ${vscode.l10n.t("Change…")}`, run: () => run("opencode.changeShare", record.shareId) },
    {
      label: `$(circle-slash) ${vscode.l10n.t("Unshare")}`,
      run: () => run("opencode.unshareSession", record.shareId),
    },
  ];
}

/** Where automatic sharing is wished for and not agreed to, the way to agree. */
function autoItems(app: App): readonly MenuItem[] {
  const waiting = app.mode.folders.map(({ reading }) => reading).find(({ awaiting }) => awaiting);
  if (!waiting) return [];
  const label = `$(broadcast) ${vscode.l10n.t("Share New Sessions by Themselves…")}`;
  return [{ label, run: () => setUpAuto(app, waiting) }];
}

function commonItems(app: App, shares: readonly ActiveShare[]): readonly MenuItem[] {
  const separator = { label: "", kind: vscode.QuickPickItemKind.Separator };
  const share =
    shares.length === 0 ? vscode.l10n.t("Share a Session…") : vscode.l10n.t("Share Another Session…");
  return [
    ...(shares.length === 0 ? [] : [separator]),
    { label: `$(broadcast) ${share}`, run: () => vscode.commands.executeCommand("opencode.shareSession") },
    ...autoItems(app),
    {
      label: `$(folder-opened) ${vscode.l10n.t("Open a Shared Session…")}`,
      run: () => vscode.commands.executeCommand("opencode.openSharedSession"),
    },
    { label: `$(output) ${vscode.l10n.t("Show Log")}`, run: () => app.log.show() },
  ];
}
