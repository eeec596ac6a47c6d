import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { SecretLostError } from "../../../engine/sharing/sharing-errors.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { withSignIn } from "../services/offer-sign-in.ts";
import { signIn } from "../services/sign-in.ts";
import { showStatus } from "../shown/messages.ts";
import { hostOf } from "../words/host-of.ts";
import { nameOf } from "../words/title-of.ts";
import { chooseShare } from "./choose-share.ts";

/** “Unshare”: the service deletes everything, the link stops working. */
export async function unshareSession(app: App, shareId?: string): Promise<void> {
  const record = await chooseShare(app, vscode.l10n.t("Which session shall no longer be shared?"), shareId);
  if (!record) return;
  try {
    if (app.registry.at(record)) await app.sharing.unshare(record.shareId);
    else await withSignIn(app, record.serviceUrl, () => app.remote.unshare(record));
    void app.dialogs.notify(
      "information",
      vscode.l10n.t("“{0}” is no longer shared. The service has deleted it.", nameOf(record)),
    );
  } catch (error) {
    if (error instanceof SecretLostError) return offerWaysOut(app, record);
    await showFailure(app, vscode.l10n.t("Not deleted at the service yet; nothing more is sent"), error, () =>
      unshareSession(app, formatShareLink(record)),
    );
  }
}

/** Who created a share can end it without its secret; nobody else can from here, and it need not stay in the way. */
async function offerWaysOut(app: App, record: LocalShare): Promise<void> {
  const { shareId, serviceUrl } = record;
  const link = formatShareLink(record);
  const message = vscode.l10n.t(
    "“{0}” is still shared: its secret is missing on this computer, so it cannot be unshared from here. Who runs {1} can end it.",
    nameOf(record),
    hostOf(serviceUrl),
  );
  const enter = vscode.l10n.t("Sign In");
  const forget = vscode.l10n.t("Remove from List");
  const knowsPeople = (await currentPolicy(app, serviceUrl)).auth !== "none";
  const answer = await app.dialogs.notify("warning", message, ...(knowsPeople ? [enter] : []), forget);
  if (answer === forget) await app.sharing.forget(shareId);
  if (answer === enter && (await signIn(app, serviceUrl))) await unshareSession(app, link);
}

/** “Copy Share Link”. */
export async function copyShareLink(app: App, shareId?: string): Promise<void> {
  const record = await chooseShare(app, vscode.l10n.t("The link of which session?"), shareId);
  if (!record) return;
  await vscode.env.clipboard.writeText(formatShareLink(record));
  showStatus("check", vscode.l10n.t("Share link copied"), 3000);
}
