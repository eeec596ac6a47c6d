import * as vscode from "vscode";
import { extendedEnd, longestDays } from "../../../engine/options/allowed-options.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { ExpiryReminders } from "../../../engine/sharing/expiry-reminders.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { describeEndsAt } from "../words/describe-share.ts";
import { nameOf } from "../words/title-of.ts";
import { when } from "../words/when.ts";
import { changeKnownShare } from "./change-known-share.ts";

/** By how much a share is extended with one click, days. */
export const EXTENSION_DAYS = 30;

/** Reminds of each share's end once, a day before. */
export function remindOfEnd(app: App): vscode.Disposable {
  const reminders = new ExpiryReminders({
    registry: app.registry,
    leases: app.leases,
    remind: (record) => void remind(app, record),
    onError: (error) => app.log.warn(`reminders: ${String(error)}`),
  });
  return vscode.Disposable.from(
    reminders,
    vscode.window.onDidChangeWindowState(({ focused }) => focused && reminders.look()),
  );
}

async function remind(app: App, record: LocalShare): Promise<void> {
  const { expiresAt } = record;
  if (expiresAt === null) return;
  const days = Math.min(EXTENSION_DAYS, longestDays(app.policies.of(record.serviceUrl)));
  const extend = days === 1 ? vscode.l10n.t("Extend 1 Day") : vscode.l10n.t("Extend {0} Days", days);
  const message = vscode.l10n.t("The share of “{0}” ends {1}.", nameOf(record), when(expiresAt));
  const answer = await app.dialogs.notify("information", message, extend, vscode.l10n.t("Dismiss"));
  if (answer === extend) await extendShare(app, record, days);
}

/** Gives a share some more days, as far as its service allows. */
export async function extendShare(app: App, record: LocalShare, days: number): Promise<void> {
  const { serviceUrl } = record;
  try {
    const policy = await currentPolicy(app, serviceUrl);
    const expiresAt = extendedEnd(record.expiresAt ?? Date.now(), days, policy, Date.now());
    const changed = await changeKnownShare(app, record, { expiresAt });
    if (!changed) return;
    const end = describeEndsAt(changed.expiresAt);
    void app.dialogs.notify("information", vscode.l10n.t("“{0}” is now shared {1}.", nameOf(record), end));
  } catch (error) {
    await showFailure(app, vscode.l10n.t("The share was not changed"), error, () =>
      extendShare(app, record, days),
    );
  }
}
