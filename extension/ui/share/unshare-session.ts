import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import { SecretLostError } from "../../../engine/sharing/sharing-errors.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import { showFailure } from "../editor/failure.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { type OfferSignInDeps, withSignIn } from "../services/offer-sign-in.ts";
import { signIn } from "../services/sign-in.ts";
import { showStatus } from "../shown/messages.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import { type ChooseShareDeps, chooseShare } from "./choose-share.ts";

export interface UnshareSessionDeps extends OfferSignInDeps, ChooseShareDeps {
  readonly sharing: Sharing;
}

/** “Unshare”: the service deletes everything, the link stops working. */
export async function unshareSession(deps: UnshareSessionDeps, shareId?: string): Promise<void> {
  const record = await chooseShare(deps, vscode.l10n.t("Which session shall no longer be shared?"), shareId);
  if (!record) return;
  try {
    if (deps.registry.at(record)) await deps.sharing.unshare(record.shareId);
    else await withSignIn(deps, record.serviceUrl, () => deps.remote.unshare(record));
    void deps.dialogs.notify(
      "information",
      vscode.l10n.t("“{0}” is no longer shared. The service has deleted it.", nameOf(record)),
    );
  } catch (error) {
    if (error instanceof SecretLostError) return offerWaysOut(deps, record);
    await showFailure(
      deps,
      vscode.l10n.t("Not deleted at the service yet; nothing more is sent"),
      error,
      () => unshareSession(deps, formatShareLink(record)),
    );
  }
}

/** Who created a share can end it without its secret; nobody else can from here, and it need not stay in the way. */
async function offerWaysOut(deps: UnshareSessionDeps, record: LocalShare): Promise<void> {
  const { shareId, serviceUrl } = record;
  const link = formatShareLink(record);
  const message = vscode.l10n.t(
    "“{0}” is still shared: its secret is missing on this computer, so it cannot be unshared from here. Who runs {1} can end it.",
    nameOf(record),
    hostOf(serviceUrl),
  );
  const enter = vscode.l10n.t("Sign In");
  const forget = vscode.l10n.t("Remove from List");
  const knowsPeople = (await currentPolicy(deps, serviceUrl)).auth !== "none";
  const answer = await deps.dialogs.notify("warning", message, ...(knowsPeople ? [enter] : []), forget);
  if (answer === forget) await deps.sharing.forget(shareId);
  if (answer === enter && (await signIn(deps, serviceUrl))) await unshareSession(deps, link);
}

/** “Copy Share Link”. */
export async function copyShareLink(deps: UnshareSessionDeps, shareId?: string): Promise<void> {
  const record = await chooseShare(deps, vscode.l10n.t("The link of which session?"), shareId);
  if (!record) return;
  await vscode.env.clipboard.writeText(formatShareLink(record));
  showStatus("check", vscode.l10n.t("Share link copied"), 3000);
}
