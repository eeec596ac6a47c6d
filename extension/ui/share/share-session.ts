import * as vscode from "vscode";
import { allowedOptions, missingAnswer } from "../../../engine/options/allowed-options.ts";
import { LastOptions, type ShareOptions } from "../../../engine/options/share-options.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { mayShareThrough } from "../mode/may-share-through.ts";
import { refuseByMode } from "../mode/refuse-by-mode.ts";
import { askConsent } from "../services/ask-consent.ts";
import { chooseService } from "../services/choose-service.ts";
import { withSignIn } from "../services/offer-sign-in.ts";
import { optionDefaults } from "../services/option-defaults.ts";
import type { StepAnswer } from "../shown/ask-step.ts";
import { showMessage } from "../shown/messages.ts";
import { nameOf } from "../words/title-of.ts";
import { offerLink } from "./offer-link.ts";
import { askHowToShare, type ShareDecision } from "./share-dialog.ts";
import { uploadSession } from "./upload-session.ts";

/** “Share Session”: picks a session and how to share it, uploads it, puts the link on the clipboard. */
export async function shareSession(app: App, sessionId?: string): Promise<void> {
  try {
    if (await refuseByMode(app)) return;
    for (;;) {
      const session = await chooseSession(app, sessionId);
      if (!session || (await refuseByMode(app, session.directory))) return;
      const existing = app.registry.ofSession(session.id);
      if (existing)
        return await offerLink(
          app,
          existing,
          vscode.l10n.t("This session is already shared. The link is on the clipboard."),
        );
      const serviceUrl = await chooseService(app);
      if (!serviceUrl || !(await mayShareThrough(app, serviceUrl, session.directory))) return;
      const decision = await decide(app, session, serviceUrl, sessionId === undefined);
      if (!decision) return;
      if (decision.kind === "chosen") return await share(app, session, serviceUrl, decision.value);
    }
  } catch (error) {
    await showFailure(app, vscode.l10n.t("The session was not shared"), error, () =>
      shareSession(app, sessionId),
    );
  }
}

async function chooseSession(app: App, sessionId?: string): Promise<SessionSummary | undefined> {
  const sessions = await app.sessions();
  if (sessionId) return sessions.find(({ id }) => id === sessionId) ?? isGone(app);
  if (sessions.length === 0) {
    void showMessage(
      "information",
      vscode.l10n.t(
        "There is no opencode session in this workspace yet. Start opencode in this folder, then share.",
      ),
    );
    return undefined;
  }
  return app.dialogs.pickSession(sessions, (id) => app.registry.ofSession(id) !== undefined);
}

function isGone(app: App): undefined {
  void app.dialogs.notify("information", vscode.l10n.t("This session is no longer in opencode's storage."));
}

/** How to share: as the last time for a session that was named with a click, if nothing is missing, else as the person says. */
async function decide(
  app: App,
  session: SessionSummary,
  serviceUrl: string,
  isPicked: boolean,
): Promise<StepAnswer<ShareDecision>> {
  const policy = app.policies.of(serviceUrl);
  const last = new LastOptions(app.memory).read(optionDefaults(app, serviceUrl), Date.now());
  const options = allowedOptions(last, policy, Date.now());
  if (!isPicked && !missingAnswer(options, policy))
    return { kind: "chosen", value: { options, isReviewed: false } };
  return askHowToShare(app, { session, serviceUrl, policy, canGoBack: isPicked }, options);
}

async function share(
  app: App,
  session: SessionSummary,
  serviceUrl: string,
  { options, isReviewed }: ShareDecision,
): Promise<void> {
  if (isReviewed) await remember(app, serviceUrl, options);
  else if (!(await askConsent(app, serviceUrl, options))) return;
  const upload = async (): Promise<void> => {
    try {
      // Dialogs and failures may stay open for long: what has been forbidden meanwhile is not sent.
      if (await refuseByMode(app, session.directory)) return;
      const record = await withSignIn(app, serviceUrl, async () =>
        uploadSession(app, { session, serviceUrl, options }),
      );
      const message = vscode.l10n.t("“{0}” is shared. The link is on the clipboard.", nameOf(session));
      await offerLink(app, record, message, options.password);
    } catch (error) {
      await showFailure(app, vscode.l10n.t("The session was not shared"), error, upload);
    }
  };
  await upload();
}

/** The review says all that the question before the first share does: to go on from it is to agree. */
async function remember(app: App, serviceUrl: string, options: ShareOptions): Promise<void> {
  await new LastOptions(app.memory).write(options, optionDefaults(app, serviceUrl));
  if (app.services.consentedAt(serviceUrl) === undefined) await app.services.consent(serviceUrl, Date.now());
}
