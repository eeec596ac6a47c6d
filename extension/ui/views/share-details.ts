import * as vscode from "vscode";
import type { ShareInfo } from "../../../protocol/routes.ts";
import { icon, warningIcon, when } from "./row-text.ts";
import type { Row, RowTarget } from "./rows-tree.ts";
import { hostOf } from "./session-row.ts";
import type { ShareState } from "./share-row.ts";

/** What stands below a share: what is wrong with it, when it ends, who looks at it. */
export function shareDetails(state: ShareState, target: RowTarget, now: number): readonly Row[] {
  const { record, fact, isSessionGone } = state;
  const info = fact?.kind === "known" ? fact.info : undefined;
  const problem = problemOf(state);
  const isOver = fact?.kind === "ended" || record.phase === "ending";
  const detail = (name: string, label: string, iconPath: vscode.ThemeIcon): Row => {
    const item = new vscode.TreeItem(label);
    item.id = `${record.shareId}/${name}`;
    item.iconPath = iconPath;
    item.contextValue = `detail.${name}`;
    item.tooltip = label;
    return { item, target };
  };
  return [
    problem === undefined ? undefined : detail("problem", problem, warningIcon()),
    isOver ? undefined : detail("expiry", expiry(state, now), icon("calendar")),
    info && detail("viewers", viewers(info, now), icon("eye")),
    isSessionGone
      ? detail("sessionGone", vscode.l10n.t("The session is gone from this computer"), icon("question"))
      : undefined,
  ].filter((row) => row !== undefined);
}

function problemOf({ record, fact, pausedBy }: ShareState): string | undefined {
  const host = hostOf(record.serviceUrl);
  if (record.phase === "ending") return vscode.l10n.t("Will be deleted as soon as {0} can be reached", host);
  switch (fact?.kind) {
    case "ended":
      return fact.why;
    case "unreachable":
      return vscode.l10n.t("{0}: {1}", host, fact.why.replace(`${record.serviceUrl}: `, ""));
    case "secretLost":
      return vscode.l10n.t("Its secret is missing: the link works, and cannot be changed from here");
    default:
      return pausedBy;
  }
}

function expiry({ record, fact }: ShareState, now: number): string {
  const expiresAt = fact?.kind === "known" ? fact.info.share.expiresAt : record.expiresAt;
  if (expiresAt === null) return vscode.l10n.t("Never ends by itself");
  return expiresAt > now
    ? vscode.l10n.t("Ends {0}", when(expiresAt, now))
    : vscode.l10n.t("Ended {0}", when(expiresAt, now));
}

function viewers({ viewers: count, opens, lastOpenedAt }: ShareInfo, now: number): string {
  if (count === 1) return vscode.l10n.t("1 viewer now");
  if (count > 1) return vscode.l10n.t("{0} viewers now", count);
  if (lastOpenedAt === null) return vscode.l10n.t("Nobody has opened it yet");
  return opens === 1
    ? vscode.l10n.t("Opened once, {0}", when(lastOpenedAt, now))
    : vscode.l10n.t("Opened {0} times, last {1}", opens, when(lastOpenedAt, now));
}
