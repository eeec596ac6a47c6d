import * as vscode from "vscode";
import { allowedOptions, missingAnswer } from "../../../engine/options/allowed-options.ts";
import { LastOptions, type ShareOptions } from "../../../engine/options/share-options.ts";
import type { Memento } from "../../../engine/registry/memento.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { OnSome, SessionSummary } from "../../../engine/sources/session-source.ts";
import { showFailure } from "../editor/failure.ts";
import { type MayShareThroughDeps, mayShareThrough } from "../mode/may-share-through.ts";
import { refuseByMode } from "../mode/refuse-by-mode.ts";
import { type AskConsentDeps, askConsent } from "../services/ask-consent.ts";
import { type ChooseServiceDeps, chooseService } from "../services/choose-service.ts";
import { withSignIn } from "../services/offer-sign-in.ts";
import { optionDefaults } from "../services/option-defaults.ts";
import type { StepAnswer } from "../shown/ask-step.ts";
import { showMessage } from "../shown/messages.ts";
import { nameOf } from "../words/title-of.ts";
import { offerLink } from "./offer-link.ts";
import { askHowToShare, type ShareDecision, type ShareDialogDeps } from "./share-dialog.ts";
import { type UploadSessionDeps, uploadSession } from "./upload-session.ts";

export interface ShareSessionDeps
  extends ChooseServiceDeps,
    MayShareThroughDeps,
    AskConsentDeps,
    ShareDialogDeps,
    UploadSessionDeps {
  readonly memory: Memento;
  readonly registry: ShareRegistry;
  readonly sessions: (onSome?: OnSome) => Promise<readonly SessionSummary[]>;
  readonly describeFolder: (directory: string) => Promise<string>;
}

/** Which session is to be shared, as far as that is known. */
export interface SharedSubject {
  /** A session that was named with a click. */
  readonly sessionId?: string | undefined;
  /** The only session there is need not be picked. */
  readonly mayBeOnly?: boolean;
}

/** “Share Session”: picks a session and how to share it, uploads it, puts the link on the clipboard. */
export async function shareSession(deps: ShareSessionDeps, subject: SharedSubject = {}): Promise<void> {
  try {
    // Nothing is picked where nothing may be shared. What was only remembered is looked at again before it refuses.
    if (deps.mode.current?.mode === "disabled" && (await refuseByMode(deps))) return;
    for (;;) {
      const choice = await chooseSession(deps, subject);
      if (!choice) return;
      const { session } = choice;
      if (await refuseByMode(deps, session.directory)) return;
      const existing = deps.registry.ofSession(session.id);
      if (existing)
        return await offerLink(
          deps,
          existing,
          vscode.l10n.t("This session is already shared. The link is on the clipboard."),
        );
      const serviceUrl = await chooseService(deps);
      if (!serviceUrl || !(await mayShareThrough(deps, serviceUrl))) return;
      const decision = await decide(deps, choice, serviceUrl);
      if (!decision) return;
      if (decision.kind === "chosen") return await share(deps, session, serviceUrl, decision.value);
    }
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The session was not shared"), error, () =>
      shareSession(deps, subject),
    );
  }
}

/** Which session is meant, and how it came to be: named with a click, the only one, or picked of several. */
interface SessionChoice {
  readonly session: SessionSummary;
  readonly by: "name" | "default" | "pick";
}

async function chooseSession(
  deps: ShareSessionDeps,
  { sessionId, mayBeOnly = false }: SharedSubject,
): Promise<SessionChoice | undefined> {
  const sessions = await deps.sessions();
  if (sessionId) {
    const session = sessions.find(({ id }) => id === sessionId) ?? isGone(deps);
    return session && { session, by: "name" };
  }
  if (sessions.length === 0) {
    void showMessage(
      "information",
      vscode.l10n.t(
        "There is no opencode session in this workspace yet. Start opencode in this folder, then share.",
      ),
    );
    return undefined;
  }
  const [only] = sessions;
  if (only && mayBeOnly && sessions.length === 1) return { session: only, by: "default" };
  const isShared = (id: string) => deps.registry.ofSession(id) !== undefined;
  const session = await deps.dialogs.pickSession(sessions, isShared, deps.describeFolder);
  return session && { session, by: "pick" };
}

function isGone(deps: ShareSessionDeps): undefined {
  void deps.dialogs.notify("information", vscode.l10n.t("This session is no longer in opencode's storage."));
}

/** How to share: as the last time for a session that was named with a click, if nothing is missing, else as the person says. */
async function decide(
  deps: ShareSessionDeps,
  { session, by }: SessionChoice,
  serviceUrl: string,
): Promise<StepAnswer<ShareDecision>> {
  const policy = deps.policies.of(serviceUrl);
  const last = new LastOptions(deps.memory).read(optionDefaults(deps, serviceUrl), Date.now());
  const options = allowedOptions(last, policy, Date.now());
  if (by === "name" && !missingAnswer(options, policy))
    return { kind: "chosen", value: { options, isReviewed: false } };
  return askHowToShare(deps, { session, serviceUrl, policy, canGoBack: by === "pick" }, options);
}

async function share(
  deps: ShareSessionDeps,
  session: SessionSummary,
  serviceUrl: string,
  { options, isReviewed }: ShareDecision,
): Promise<void> {
  if (isReviewed) await remember(deps, serviceUrl, options);
  else if (!(await askConsent(deps, serviceUrl, options))) return;
  const upload = async (): Promise<void> => {
    try {
      // Dialogs and failures may stay open for long: what has been forbidden meanwhile is not sent.
      if (await refuseByMode(deps, session.directory)) return;
      const record = await withSignIn(deps, serviceUrl, async () =>
        uploadSession(deps, { session, serviceUrl, options }),
      );
      const message = vscode.l10n.t("“{0}” is shared. The link is on the clipboard.", nameOf(session));
      await offerLink(deps, record, message, options.password);
    } catch (error) {
      await showFailure(deps, vscode.l10n.t("The session was not shared"), error, upload);
    }
  };
  await upload();
}

/** The review says all that the question before the first share does: to go on from it is to agree. */
async function remember(deps: ShareSessionDeps, serviceUrl: string, options: ShareOptions): Promise<void> {
  await new LastOptions(deps.memory).write(options, optionDefaults(deps, serviceUrl));
  if (deps.services.consentedAt(serviceUrl) === undefined)
    await deps.services.consent(serviceUrl, Date.now());
}
