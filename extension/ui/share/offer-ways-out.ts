import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import { currentPolicy } from "../services/current-policy.ts";
import type { OfferSignInDeps } from "../services/offer-sign-in.ts";
import { signIn } from "../services/sign-in.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";

export interface OfferWaysOutDeps extends OfferSignInDeps {
  readonly sharing: Sharing;
}

/**
 * What can be done about a share whose secret is lost: who created it can change and end it without, nobody else can from
 * here, and it need not stay in the way. @param again what the person wanted, tried once more when they have signed in
 */
export async function offerWaysOut(
  deps: OfferWaysOutDeps,
  record: LocalShare,
  again: () => Promise<void>,
): Promise<void> {
  const { shareId, serviceUrl } = record;
  const message = vscode.l10n.t(
    "“{0}” is still shared: its secret is missing on this computer, so it can be neither changed nor unshared from here. Whoever runs {1} can end it.",
    nameOf(record),
    hostOf(serviceUrl),
  );
  const enter = vscode.l10n.t("Sign In");
  const forget = vscode.l10n.t("Remove from List");
  const knowsPeople = (await currentPolicy(deps, serviceUrl)).auth !== "none";
  const answer = await deps.dialogs.notify("warning", message, ...(knowsPeople ? [enter] : []), forget);
  if (answer === forget) await deps.sharing.forget(shareId);
  if (answer === enter && (await signIn(deps, serviceUrl))) await again();
}
