import * as vscode from "vscode";
import type { ShareRecord } from "../../sharing/share-registry.ts";
import type { SessionSummary } from "../../sources/session-source.ts";
import { hostOf } from "../host-of.ts";
import {
  icon,
  joined,
  sharedIcon,
  shortly,
  spoken,
  titleOf,
  tooltip,
  warningIcon,
  when,
} from "./row-text.ts";
import type { Row } from "./rows-tree.ts";

export interface SessionState {
  /** Its live share. */
  readonly record: ShareRecord | undefined;
  /** Why its share is not kept up at the moment. */
  readonly pausedBy: string | undefined;
  readonly isSharingDisabled: boolean;
}

/** A session's row: it opens the share, or asks what to do with the session. */
export function sessionRow(session: SessionSummary, state: SessionState, now = Date.now()): Row {
  const { record, pausedBy } = state;
  const item = new vscode.TreeItem(titleOf(session.title));
  const shared = record && (pausedBy ? vscode.l10n.t("share paused") : vscode.l10n.t("shared"));
  item.id = session.id;
  item.description = joined(shortly(session.updatedAt, now), shared, session.agent);
  item.iconPath = iconOf(state);
  item.contextValue = contextOf(state);
  item.accessibilityInformation = {
    label: spoken(titleOf(session.title), when(session.updatedAt, now), shared, session.agent),
  };
  const target = {
    sessionId: session.id,
    title: titleOf(session.title),
    ...(record ? { shareId: record.shareId, link: record.shareUrl } : {}),
  };
  item.command = record
    ? { command: "opencode.view.open", title: vscode.l10n.t("Open"), arguments: [{ target }] }
    : { command: "opencode.view.sessionMenu", title: vscode.l10n.t("Share"), arguments: [{ target }] };
  const describe = () =>
    tooltip(
      titleOf(session.title),
      session.directory,
      vscode.l10n.t("Last change: {0}", when(session.updatedAt, now)),
      vscode.l10n.t("Begun: {0}", when(session.createdAt, now)),
      session.agent && vscode.l10n.t("Agent: {0}", session.agent),
      record &&
        vscode.l10n.t("Shared {0} through {1}", when(record.createdAt, now), hostOf(record.serviceUrl)),
      pausedBy,
    );
  return { item, target, tooltip: describe };
}

function iconOf({ record, pausedBy }: SessionState): vscode.ThemeIcon {
  if (!record) return icon("comment-discussion");
  return pausedBy ? warningIcon() : sharedIcon(record.audience);
}

function contextOf({ record, isSharingDisabled }: SessionState): string {
  if (record) return "session.shared";
  return isSharingDisabled ? "session.locked" : "session.private";
}
