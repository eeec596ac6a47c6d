import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { SyncStatus } from "../../../engine/sync/sync-status.ts";
import { type FailureDeps, showFailure } from "../editor/failure.ts";
import { showMessage } from "../shown/messages.ts";
import { describeEnding } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import { type ShareAgainDeps, shareAgain } from "./share-again.ts";

export interface ReportEndingsDeps extends FailureDeps, ShareAgainDeps {}

type Ended = Extract<SyncStatus, { phase: "ended" }>;

/** Says once when the service has ended a share (expired, revoked elsewhere, lost), and asks what to do. */
export function reportEndings(deps: ReportEndingsDeps): vscode.Disposable {
  const told = new Set<string>();
  return deps.sharing.onDidChange(() => {
    for (const { record, status } of deps.sharing.list()) {
      if (status.phase !== "ended" || told.has(record.shareId)) continue;
      told.add(record.shareId);
      void report(deps, record, status).catch((error) =>
        showFailure(deps, vscode.l10n.t("The share was not forgotten"), error),
      );
    }
  });
}

async function report(deps: ReportEndingsDeps, record: LocalShare, ended: Ended): Promise<void> {
  // A service that does not know a share may have been restored from an old backup, or stand in for another one:
  // the share is forgotten only when the user says so, and taken up again at the next start otherwise.
  const isLost = ended.code === "not_found";
  if (!isLost) await deps.sharing.forget(record.shareId);
  const again = vscode.l10n.t("Share Again");
  const forget = vscode.l10n.t("Forget It");
  const answers = isLost ? [again, forget] : [again];
  const answer = await showMessage("warning", whatHappened(record, ended), ...answers);
  if (answer === forget) await deps.sharing.forget(record.shareId);
  if (answer === again) await shareAgain(deps, record);
}

function whatHappened(record: LocalShare, ended: Ended): string {
  const host = hostOf(record.serviceUrl);
  const name = nameOf(record);
  return ended.code === "not_found"
    ? vscode.l10n.t(
        "{0} no longer knows the share of “{1}”, perhaps because it was restored from a backup. Its link does not work.",
        host,
        name,
      )
    : vscode.l10n.t("“{0}” is no longer shared: {1}", name, describeEnding(ended, host));
}
