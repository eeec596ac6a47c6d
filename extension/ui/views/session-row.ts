import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import { isLive, type LocalShare } from "../../../engine/registry/local-share.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import type { SyncStatus } from "../../../engine/sync/sync-status.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { whyDisabled } from "../mode/refuse-by-mode.ts";
import { treeItem } from "../shown/tree-item.ts";
import { describeLostSecret, describePause } from "../words/describe-lost-secret.ts";
import { describeEnding } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { titleOf } from "../words/title-of.ts";
import { shortly, when } from "../words/when.ts";
import { icon, joined, sharedIcon, spoken, tooltip, warningIcon } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";

export interface SessionState {
  /** Its live share. */
  readonly record: LocalShare | undefined;
  /** How its share stands, where this window keeps it up. */
  readonly status: SyncStatus | undefined;
  /** What disables sharing for it, if something does. */
  readonly disabledBy: ModeReading | undefined;
  /** Whether who is signed in may change and end it, where this computer has lost its secret. */
  readonly lost?: { readonly canManage: boolean } | undefined;
  /** How its folder is called, where it is not the window's only one. */
  readonly folder?: string;
}

/** A session's row: it opens the share, or asks what to do with the session. */
export function sessionRow(session: SessionSummary, state: SessionState, now = Date.now()): Row {
  const { record, folder } = state;
  const trouble = troubleOf(state);
  const title = titleOf(session.title);
  const shared = record && (trouble?.name ?? vscode.l10n.t("shared"));
  const target = {
    sessionId: session.id,
    title,
    ...(record ? { shareId: record.shareId, link: formatShareLink(record) } : {}),
    ...(contextOf(state) === "session.secretLost" ? { isReadable: true } : {}),
  };
  const item = treeItem({
    id: session.id,
    label: title,
    description: joined(shortly(session.updatedAt, now), shared, session.mode, folder),
    icon: iconOf(state),
    tone: record && (trouble ? "warning" : "shared"),
    context: contextOf(state),
    spoken: spoken(title, when(session.updatedAt, now), shared, session.mode, folder),
    command:
      record && !isOver(state)
        ? { command: "opencode.view.open", title: vscode.l10n.t("Open"), arguments: [{ target }] }
        : { command: "opencode.view.sessionMenu", title: vscode.l10n.t("Share"), arguments: [{ target }] },
  });
  const describe = () =>
    tooltip(
      title,
      session.directory,
      vscode.l10n.t("Last change: {0}", when(session.updatedAt, now)),
      vscode.l10n.t("Started: {0}", when(session.createdAt, now)),
      session.mode && vscode.l10n.t("Mode: {0}", session.mode),
      record &&
        vscode.l10n.t("Shared {0} through {1}", when(record.createdAt, now), hostOf(record.serviceUrl)),
      trouble?.why,
    );
  return { item, target, tooltip: describe };
}

interface Trouble {
  readonly name: string;
  readonly why: string;
}

/** Why its share is not kept up. */
function troubleOf({ record, status, disabledBy, lost }: SessionState): Trouble | undefined {
  if (!record) return undefined;
  if (lost && status?.phase !== "ended")
    return {
      name: isLive(record) ? vscode.l10n.t("does not sync") : vscode.l10n.t("secret lost"),
      why: describeLostSecret(record, lost.canManage),
    };
  if (status?.phase === "paused")
    return { name: vscode.l10n.t("share paused"), why: describePause(record, status) };
  if (status?.phase === "ended")
    return { name: vscode.l10n.t("share ended"), why: describeEnding(status, hostOf(record.serviceUrl)) };
  if (disabledBy) return { name: vscode.l10n.t("share paused"), why: whyDisabled(disabledBy) };
  return undefined;
}

function iconOf(state: SessionState): vscode.ThemeIcon {
  if (!state.record) return icon("comment-discussion");
  return troubleOf(state) ? warningIcon() : sharedIcon(state.record.audience);
}

/** Its link is dead: the service has ended the share, or does not know it any more. */
const isOver = ({ status }: SessionState) => status?.phase === "ended";

function contextOf(state: SessionState): string {
  const { record, disabledBy, lost } = state;
  if (record && isOver(state)) return "session.ended";
  if (record) return lost && !lost.canManage ? "session.secretLost" : "session.shared";
  return disabledBy ? "session.locked" : "session.private";
}
