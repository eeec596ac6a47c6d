import * as vscode from "vscode";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import { credentialsOf } from "../../../engine/services/credentials.ts";
import type { ActiveShare } from "../../../engine/sharing/sharing.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { type SetUpAutoDeps, setUpAuto, stopAuto } from "../mode/set-up-auto.ts";
import type { PickLine } from "../shown/quick-pick.ts";
import { describePause } from "../words/describe-lost-secret.ts";
import { nameOf } from "../words/title-of.ts";
import { forgetShare } from "./forget-share.ts";
import { type ShareAgainDeps, shareAgain } from "./share-again.ts";
import { type ShareSessionDeps, shareSession } from "./share-session.ts";

export interface ShareMenuDeps extends SetUpAutoDeps, ShareAgainDeps, ShareSessionDeps {
  readonly registry: ShareRegistry;
  readonly isSignedIn: (serviceUrl: string) => Promise<boolean>;
}

type MenuLine = PickLine & { readonly run?: () => unknown };

/**
 * What the indicator leads to: for each share copy, open, unshare; a way out when paused; automatic sharing; and sharing
 * another session. With nothing of that there is nothing to choose: a session is shared.
 */
export async function showShareMenu(deps: ShareMenuDeps): Promise<void> {
  const shares = deps.sharing.list();
  const auto = autoItems(deps);
  if (shares.length === 0 && auto.length === 0) return shareSession(deps, { mayBeOnly: true });
  const manageable = await Promise.all(shares.map(({ record }) => credentialsOf(deps, record)));
  const items = [
    ...shares.flatMap((share, n) => itemsOf(deps, share, manageable[n] !== undefined)),
    ...commonItems(deps, shares, auto),
  ];
  const picked = await deps.dialogs.menu(items, {
    title: "OpenCode Share",
    placeHolder: vscode.l10n.t("What next?"),
  });
  await picked?.run?.();
}

function itemsOf(deps: ShareMenuDeps, share: ActiveShare, canManage: boolean): readonly MenuLine[] {
  return [
    { heading: nameOf(share.record) },
    ...(share.status.phase === "ended" ? itemsOfEnded(deps, share) : itemsOfLiving(deps, share, canManage)),
  ];
}

/** @param isReadable its link works though nobody here can end it */
function itemsOfEnded(
  deps: ShareMenuDeps,
  { record }: Pick<ActiveShare, "record">,
  isReadable = false,
): readonly MenuLine[] {
  return [
    {
      icon: "broadcast",
      label: vscode.l10n.t("Share Again"),
      run: () => shareAgain(deps, record, isReadable),
    },
    {
      icon: "close",
      label: vscode.l10n.t("Remove from List"),
      run: () => forgetShare(deps, record, isReadable),
    },
  ];
}

function itemsOfLiving(
  deps: ShareMenuDeps,
  { record, status }: ActiveShare,
  canManage: boolean,
): readonly MenuLine[] {
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const paused: readonly MenuLine[] =
    status.phase === "paused"
      ? [
          {
            icon: "refresh",
            label: vscode.l10n.t("Retry Now"),
            detail: describePause(record, status, canManage),
            run: () => deps.sharing.retryNow(),
          },
        ]
      : [];
  const managing: readonly MenuLine[] = [
    {
      icon: "edit",
      label: vscode.l10n.t("Change…"),
      run: () => run("opencode.changeShare", formatShareLink(record)),
    },
    {
      icon: "circle-slash",
      label: vscode.l10n.t("Unshare"),
      run: () =>
        run("opencode.view.unshare", { target: { link: formatShareLink(record), title: nameOf(record) } }),
    },
  ];
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
    ...(canManage ? managing : itemsOfEnded(deps, { record }, true)),
  ];
}

/** Where automatic sharing is wished for, the way to agree to it, or to withdraw that. */
function autoItems(deps: ShareMenuDeps): readonly MenuLine[] {
  const readings = deps.mode.folders.map(({ reading }) => reading);
  const waiting = readings.find(({ awaiting }) => awaiting);
  const agreed = readings.find((reading) => reading.agreed);
  const items: MenuLine[] = [];
  if (waiting) {
    const label = vscode.l10n.t("Share New Sessions Automatically…");
    items.push({ icon: "broadcast", label, run: () => setUpAuto(deps, waiting) });
  }
  if (agreed) {
    const label = vscode.l10n.t("Stop Sharing New Sessions Automatically");
    items.push({ icon: "debug-stop", label, run: () => stopAuto(deps, agreed) });
  }
  return items;
}

function commonItems(
  deps: ShareMenuDeps,
  shares: readonly ActiveShare[],
  auto: readonly MenuLine[],
): readonly MenuLine[] {
  const share =
    shares.length === 0 ? vscode.l10n.t("Share a Session…") : vscode.l10n.t("Share Another Session…");
  return [
    ...(shares.length === 0 ? [] : [{ heading: "" }]),
    { icon: "broadcast", label: share, run: () => vscode.commands.executeCommand("opencode.shareSession") },
    ...auto,
    {
      icon: "folder-opened",
      label: vscode.l10n.t("Open a Shared Session…"),
      run: () => vscode.commands.executeCommand("opencode.openSharedSession"),
    },
    { icon: "output", label: vscode.l10n.t("Show Log"), run: () => deps.log.show() },
  ];
}
