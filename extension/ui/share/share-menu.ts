import * as vscode from "vscode";
import type { ActiveShare } from "../../../engine/sharing/sharing.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { type SetUpAutoDeps, setUpAuto } from "../mode/set-up-auto.ts";
import { type PickLine, showPick } from "../shown/quick-pick.ts";
import { nameOf } from "../words/title-of.ts";
import { type ShareAgainDeps, shareAgain } from "./share-again.ts";

export interface ShareMenuDeps extends SetUpAutoDeps, ShareAgainDeps {}

type MenuLine = PickLine & { readonly run?: () => unknown };

/** The indicator's menu: for each share copy, open, unshare; a way out when paused; and sharing another session. */
export async function showShareMenu(deps: ShareMenuDeps): Promise<void> {
  const shares = deps.sharing.list();
  const items = [...shares.flatMap((share) => itemsOf(deps, share)), ...commonItems(deps, shares)];
  const picked = await showPick(items, {
    title: "OpenCode Share",
    placeHolder: vscode.l10n.t("What next?"),
  });
  await picked?.run?.();
}

function itemsOf(deps: ShareMenuDeps, share: ActiveShare): readonly MenuLine[] {
  return [
    { heading: nameOf(share.record) },
    ...(share.status.phase === "ended" ? itemsOfEnded(deps, share) : itemsOfLiving(deps, share)),
  ];
}

function itemsOfEnded(deps: ShareMenuDeps, { record }: ActiveShare): readonly MenuLine[] {
  return [
    { icon: "broadcast", label: vscode.l10n.t("Share Again"), run: () => shareAgain(deps, record) },
    {
      icon: "close",
      label: vscode.l10n.t("Remove from List"),
      run: () => deps.sharing.forget(record.shareId),
    },
  ];
}

function itemsOfLiving(deps: ShareMenuDeps, { record, status }: ActiveShare): readonly MenuLine[] {
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const paused: readonly MenuLine[] =
    status.phase === "paused"
      ? [
          {
            icon: "refresh",
            label: vscode.l10n.t("Retry Now"),
            detail: status.message,
            run: () => deps.sharing.retryNow(),
          },
        ]
      : [];
  return [
    ...paused,
    {
      icon: "link",
      label: vscode.l10n.t("Copy Link"),
      run: () => run("opencode.copyShareLink", formatShareLink(record)),
    },
    {
      icon: "open-preview",
      label: vscode.l10n.t("Open"),
      run: () => run("opencode.openSharedSession", formatShareLink(record)),
    },
    {
      icon: "edit",
      label: vscode.l10n.t("Change…"),
      run: () => run("opencode.changeShare", formatShareLink(record)),
    },
    {
      icon: "circle-slash",
      label: vscode.l10n.t("Unshare"),
      run: () => run("opencode.unshareSession", formatShareLink(record)),
    },
  ];
}

/** Where automatic sharing is wished for and not agreed to, the way to agree. */
function autoItems(deps: ShareMenuDeps): readonly MenuLine[] {
  const waiting = deps.mode.folders.map(({ reading }) => reading).find(({ awaiting }) => awaiting);
  if (!waiting) return [];
  const label = vscode.l10n.t("Share New Sessions by Themselves…");
  return [{ icon: "broadcast", label, run: () => setUpAuto(deps, waiting) }];
}

function commonItems(deps: ShareMenuDeps, shares: readonly ActiveShare[]): readonly MenuLine[] {
  const share =
    shares.length === 0 ? vscode.l10n.t("Share a Session…") : vscode.l10n.t("Share Another Session…");
  return [
    ...(shares.length === 0 ? [] : [{ heading: "" }]),
    { icon: "broadcast", label: share, run: () => vscode.commands.executeCommand("opencode.shareSession") },
    ...autoItems(deps),
    {
      icon: "folder-opened",
      label: vscode.l10n.t("Open a Shared Session…"),
      run: () => vscode.commands.executeCommand("opencode.openSharedSession"),
    },
    { icon: "output", label: vscode.l10n.t("Show Log"), run: () => deps.log.show() },
  ];
}
