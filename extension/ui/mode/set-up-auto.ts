import * as vscode from "vscode";
import type { AutoConsent } from "../../../engine/mode/auto-consent.ts";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { KnownServices } from "../../../engine/services/known-services.ts";
import { consentFacts } from "../services/ask-consent.ts";
import { type ChooseServiceDeps, chooseService } from "../services/choose-service.ts";
import { type CurrentPolicyDeps, currentPolicy } from "../services/current-policy.ts";
import { describeOrigin } from "./setting-origin.ts";
import type { WindowMode } from "./window-mode.ts";

export interface SetUpAutoDeps extends ChooseServiceDeps, CurrentPolicyDeps {
  readonly autoConsent: AutoConsent;
  readonly log: vscode.LogOutputChannel;
  readonly mode: WindowMode;
  readonly services: KnownServices;
}

/**
 * Where automatic sharing is wished for and not agreed to: asks calmly, once for each wish and service. What is not
 * answered counts as a no; the sharing menu leads here again.
 */
export function askForAuto(deps: SetUpAutoDeps): vscode.Disposable {
  let isBusy = false;
  const ask = async (reading: ModeReading) => {
    const { awaiting, consentScope } = reading;
    const serviceUrl = deps.settings.serviceUrl();
    if (isBusy || !awaiting || !consentScope) return;
    if (deps.autoConsent.answer(consentScope, serviceUrl) !== undefined) return;
    await deps.autoConsent.remember(consentScope, serviceUrl, false);
    const setUp = vscode.l10n.t("Set Up");
    const answer = await deps.dialogs.notify(
      "information",
      vscode.l10n.t(
        "{0} wants new sessions to be shared automatically. Nothing is shared until you agree.",
        capitalized(describeOrigin(awaiting.voice.from)),
      ),
      setUp,
      vscode.l10n.t("Not Now"),
    );
    if (answer !== setUp) return;
    isBusy = true;
    await setUpAuto(deps, reading).finally(() => {
      isBusy = false;
    });
  };
  return deps.mode.onDidUpdate(async (folders) => {
    for (const { reading } of folders) void ask(reading).catch((error) => deps.log.error(String(error)));
  });
}

/** Asks for the service if there is none, and for the consent that names it. */
export async function setUpAuto(deps: SetUpAutoDeps, { awaiting, consentScope }: ModeReading): Promise<void> {
  const serviceUrl = await chooseService(deps);
  if (!serviceUrl || !awaiting || !consentScope) return;
  // Who will be able to read is part of what is agreed to.
  await currentPolicy(deps, serviceUrl);
  const host = new URL(serviceUrl).host;
  const agreed = await deps.dialogs.confirm(
    consentScope.kind === "user"
      ? vscode.l10n.t("Share every new session through {0}?", host)
      : vscode.l10n.t("Share every new session of this workspace through {0}?", host),
    [
      vscode.l10n.t("Requested by: {0}.", describeOrigin(awaiting.voice.from)),
      vscode.l10n.t(
        "When: as soon as the first message of a new session appears. Sessions from before stay unshared.",
      ),
      ...consentFacts(deps, serviceUrl),
    ],
    vscode.l10n.t("Share New Sessions"),
  );
  await deps.autoConsent.remember(consentScope, serviceUrl, agreed);
  if (agreed && deps.services.consentedAt(serviceUrl) === undefined)
    await deps.services.consent(serviceUrl, Date.now());
  await deps.mode.update();
}

/** Withdraws the consent: nothing new is shared automatically any more; what is shared stays so. */
export async function stopAuto(deps: SetUpAutoDeps, { consentScope }: ModeReading): Promise<void> {
  if (!consentScope) return;
  await deps.autoConsent.remember(consentScope, deps.settings.serviceUrl(), false);
  await deps.mode.update();
  void deps.dialogs.notify(
    "information",
    vscode.l10n.t("New sessions are no longer shared automatically. What is shared already stays shared."),
  );
}

const capitalized = (text: string) => text.replace(/^t(?=he )/, "T");
