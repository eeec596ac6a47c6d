import * as vscode from "vscode";
import type { Expiry } from "../../../engine/options/expiry.ts";
import type { Readers } from "../../../engine/options/share-request.ts";
import type { KnownServices } from "../../../engine/services/known-services.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import { describeExpiry, describeReaders } from "../words/describe-share.ts";
import { hostOf } from "../words/host-of.ts";
import { type OptionDefaultsDeps, optionDefaults } from "./option-defaults.ts";

export interface AskConsentDeps extends OptionDefaultsDeps {
  readonly dialogs: Dialogs;
  readonly services: KnownServices;
}

/** What of a share a consent is about. */
type Terms = Readers & { readonly expiry: Expiry };

/** Before the first share through a service: what leaves, where to, who can read it. True when the user agrees, now or earlier. */
export async function askConsent(deps: AskConsentDeps, serviceUrl: string, terms?: Terms): Promise<boolean> {
  if (deps.services.consentedAt(serviceUrl) !== undefined) return true;
  const agreed = await deps.dialogs.confirm(
    vscode.l10n.t("Share sessions through {0}?", hostOf(serviceUrl)),
    consentFacts(deps, serviceUrl, terms),
    vscode.l10n.t("Share"),
  );
  if (agreed) await deps.services.consent(serviceUrl, Date.now());
  return agreed;
}

/** What a person has to know before anything leaves, a line each; of a share as it is by default, or otherwise. */
export function consentFacts(deps: AskConsentDeps, serviceUrl: string, terms?: Terms): readonly string[] {
  const { audience, expiry } = optionDefaults(deps, serviceUrl);
  const ends = terms?.expiry ?? expiry;
  return [
    vscode.l10n.t(
      "What leaves this computer: the whole session, with every prompt, answer, tool call and tool output, and what is added to it while it is shared.",
    ),
    vscode.l10n.t("Where to: {0}", serviceUrl),
    describeReaders(terms ?? { audience }),
    ends.kind === "never"
      ? vscode.l10n.t("How long: until you unshare it.")
      : vscode.l10n.t("How long: {0}, or until you unshare it.", describeExpiry(ends)),
  ];
}
