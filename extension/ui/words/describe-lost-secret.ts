import * as vscode from "vscode";
import { isLive, type LocalShare } from "../../../engine/registry/local-share.ts";
import type { SyncStatus } from "../../../engine/sync/sync-status.ts";
import { describeError } from "./describe-error.ts";
import { hostOf } from "./host-of.ts";

/**
 * What a share that has lost its secret does no more, and what can be done about it.
 * @param canManage whether who is signed in may change and end it nevertheless
 */
export function describeLostSecret(record: LocalShare, canManage: boolean): string {
  const host = hostOf(record.serviceUrl);
  const what = isLive(record)
    ? vscode.l10n.t(
        "It does not sync: its secret is missing on this computer. If the keyring is locked, unlock it; otherwise share the session again.",
      )
    : vscode.l10n.t("Its secret is missing on this computer. If the keyring is locked, unlock it.");
  const rest = canManage
    ? vscode.l10n.t("You are signed in to {0} and can change and end it.", host)
    : vscode.l10n.t(
        "The link works until it ends, and cannot be changed from here; whoever runs {0} can end it.",
        host,
      );
  return `${what} ${rest}`;
}

/** Why a share is paused, in the person's words where they are ours. */
export function describePause(
  record: LocalShare,
  status: Extract<SyncStatus, { phase: "paused" }>,
  canManage = false,
): string {
  if (status.cause === "secret") return describeLostSecret(record, canManage);
  return status.error ? describeError(status.error) : status.message;
}
