import * as vscode from "vscode";
import { isLive, type LocalShare } from "../../../engine/registry/local-share.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { treeItem } from "../shown/tree-item.ts";
import { describeMode } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { titleOf } from "../words/title-of.ts";
import { shortly, when } from "../words/when.ts";
import { icon, joined, sharedIcon, spoken, tooltip, warningIcon } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";
import { audienceOf, shareDetails } from "./share-details.ts";
import type { ShareState } from "./share-state.ts";

interface Look {
  /** The row's state for menus. */
  readonly context: "active" | "remote" | "troubled" | "ending" | "ended" | "secretLost";
  readonly icon: vscode.ThemeIcon;
  readonly description: string;
}

/** A share's row with its details below; Enter opens the share in the viewer. */
export function shareRow(state: ShareState, now = Date.now()): Row {
  const { record, fact } = state;
  const look = lookOf(state, now);
  const title = titleOf(fact?.kind === "known" ? fact.info.share.title : record.title);
  const target = {
    sessionId: record.sessionId,
    shareId: record.shareId,
    link: formatShareLink(record),
    title,
    ...(look.context === "secretLost" ? { isReadable: true } : {}),
  };
  const children = shareDetails(state, target, now);
  const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
  const isOver = look.context === "ended" || look.context === "ending";
  const item = treeItem({
    id: target.link,
    label: title,
    description: look.description,
    icon: look.icon,
    context: `share.${look.context}`,
    spoken: spoken(title, look.description),
    state: state.isOpen ? Expanded : Collapsed,
    command: isOver
      ? undefined
      : { command: "opencode.view.open", title: vscode.l10n.t("Open"), arguments: [{ target }] },
  });
  const describe = () =>
    tooltip(
      title,
      vscode.l10n.t("Shared {0} through {1}", when(record.createdAt, now), hostOf(record.serviceUrl)),
      state.isFromElsewhere ? vscode.l10n.t("From another machine") : record.directory,
      ...children.map(({ item: { label } }) => `${label}`),
    );
  return { item, target, children, tooltip: describe };
}

function lookOf(state: ShareState, now: number): Look {
  const { record, fact, pausedBy } = state;
  if (record.phase === "ending" && fact?.kind !== "secretLost")
    return { context: "ending", icon: warningIcon(), description: vscode.l10n.t("not deleted yet") };
  switch (fact?.kind) {
    case "ended":
      return { context: "ended", icon: icon("circle-slash"), description: vscode.l10n.t("ended") };
    case "secretLost":
      return { context: "secretLost", icon: warningIcon(), description: lostSecret(record) };
    case "unreachable":
      return { context: "troubled", icon: warningIcon(), description: vscode.l10n.t("not reachable") };
    default:
      return pausedBy
        ? { context: "troubled", icon: warningIcon(), description: vscode.l10n.t("paused") }
        : {
            context: state.isFromElsewhere ? "remote" : "active",
            icon: shareIcon(state),
            description: summary(state, now),
          };
  }
}

const lostSecret = (record: LocalShare) =>
  isLive(record) ? vscode.l10n.t("secret lost, does not sync") : vscode.l10n.t("secret lost");

/** A snapshot that anyone may read is a picture; whatever has readers of its own shows those. */
function shareIcon(state: ShareState): vscode.ThemeIcon {
  const audience = audienceOf(state);
  return audience === "link" && isSnapshot(state)
    ? icon("device-camera", "charts.green")
    : sharedIcon(audience);
}

const isSnapshot = ({ record, fact }: ShareState) =>
  (fact?.kind === "known" ? fact.info.share.mode : record.mode) === "snapshot";

/** What matters most, in few words: who looks, and how long they can. */
function summary(state: ShareState, now: number): string {
  const { record, fact } = state;
  const info = fact?.kind === "known" ? fact.info : undefined;
  const expiresAt = info ? info.share.expiresAt : record.expiresAt;
  return joined(
    state.isFromElsewhere ? vscode.l10n.t("from another machine") : undefined,
    isSnapshot(state) ? describeMode("snapshot").short : undefined,
    info?.access?.hasPassword ? vscode.l10n.t("password") : undefined,
    info?.viewers === 1 ? vscode.l10n.t("1 viewer") : undefined,
    info && info.viewers > 1 ? vscode.l10n.t("{0} viewers", info.viewers) : undefined,
    expiresAt === null ? vscode.l10n.t("never ends") : vscode.l10n.t("ends {0}", shortly(expiresAt, now)),
  );
}
