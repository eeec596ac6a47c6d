import * as vscode from "vscode";
import type { Expiry } from "../sharing/expiry.ts";
import type { App } from "./app.ts";
import { describeExpiry } from "./share-words.ts";

/** Before the first share through a service: what leaves, where to, who can read it. True when the user agrees, now or earlier. */
export async function askConsent(app: App, serviceUrl: string, expiry?: Expiry): Promise<boolean> {
  if (app.services.consentedAt(serviceUrl) !== undefined) return true;
  const agreed = await app.dialogs.confirm(
    vscode.l10n.t("Share sessions through {0}?", new URL(serviceUrl).host),
    consentFacts(app, serviceUrl, expiry).join("\n\n"),
    vscode.l10n.t("Share"),
  );
  if (agreed) await app.services.consent(serviceUrl, Date.now());
  return agreed;
}

/** What a person has to know before anything leaves, a line each; of a share that ends as the setting says, or otherwise. */
export function consentFacts(app: App, serviceUrl: string, expiry?: Expiry): readonly string[] {
  const days = app.settings.defaultExpiryDays();
  const ends: Expiry = expiry ?? (days === undefined ? { kind: "never" } : { kind: "days", days });
  return [
    vscode.l10n.t(
      "What leaves this computer: the whole session, with every prompt, answer, tool call and tool output, and what is added to it while it is shared.",
    ),
    vscode.l10n.t("Where to: {0}", serviceUrl),
    vscode.l10n.t("Who can read it: everyone who has the link."),
    ends.kind === "never"
      ? vscode.l10n.t("How long: until you unshare it.")
      : vscode.l10n.t("How long: {0}, or until you unshare it.", describeExpiry(ends)),
  ];
}
