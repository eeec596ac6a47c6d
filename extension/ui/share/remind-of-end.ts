import * as vscode from "vscode";
import type { Leases } from "../../../engine/leases/leases.ts";
import { extendedEnd, longestDays } from "../../../engine/options/allowed-options.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { credentialsOf } from "../../../engine/services/credentials.ts";
import { ExpiryReminders } from "../../../engine/sharing/expiry-reminders.ts";
import { showFailure } from "../editor/failure.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { describeEndsAt } from "../words/describe-share.ts";
import { nameOf } from "../words/title-of.ts";
import { when } from "../words/when.ts";
import { type ChangeKnownShareDeps, changeKnownShare } from "./change-known-share.ts";

export interface RemindOfEndDeps extends ChangeKnownShareDeps {
  readonly leases: Leases;
}

/** By how much a share is extended with one click, days. */
export const EXTENSION_DAYS = 30;

/** Reminds of each share's end once, a day before. */
export function remindOfEnd(deps: RemindOfEndDeps): vscode.Disposable {
  const reminders = new ExpiryReminders({
    registry: deps.registry,
    leases: deps.leases,
    remind: (record) => void remind(deps, record),
    onError: (error) => deps.log.warn(`reminders: ${String(error)}`),
  });
  return vscode.Disposable.from(
    reminders,
    vscode.window.onDidChangeWindowState(({ focused }) => focused && reminders.look()),
  );
}

async function remind(deps: RemindOfEndDeps, record: LocalShare): Promise<void> {
  const { expiresAt } = record;
  if (expiresAt === null) return;
  const days = Math.min(EXTENSION_DAYS, longestDays(deps.policies.of(record.serviceUrl)));
  const extend = days === 1 ? vscode.l10n.t("Extend 1 Day") : vscode.l10n.t("Extend {0} Days", days);
  const message = vscode.l10n.t("The share of “{0}” ends {1}.", nameOf(record), when(expiresAt));
  const canExtend = (await credentialsOf(deps, record)) !== undefined;
  const answers = [...(canExtend ? [extend] : []), vscode.l10n.t("Dismiss")];
  const answer = await deps.dialogs.notify("information", message, ...answers);
  if (answer === extend) await extendShare(deps, record, days);
}

/** Gives a share some more days, as far as its service allows. */
export async function extendShare(deps: RemindOfEndDeps, record: LocalShare, days: number): Promise<void> {
  const { serviceUrl } = record;
  try {
    const policy = await currentPolicy(deps, serviceUrl);
    const expiresAt = extendedEnd(record.expiresAt ?? Date.now(), days, policy, Date.now());
    const changed = await changeKnownShare(deps, record, { expiresAt });
    if (!changed) return;
    const end = describeEndsAt(changed.expiresAt);
    void deps.dialogs.notify("information", vscode.l10n.t("“{0}” is now shared {1}.", nameOf(record), end));
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The share was not changed"), error, () =>
      extendShare(deps, record, days),
    );
  }
}
