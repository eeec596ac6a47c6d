import * as vscode from "vscode";
import { whyNoSession } from "../../../engine/options/allowed-options.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { isSignedInToShare, type OfferSignInDeps } from "../services/offer-sign-in.ts";
import { describeOutdated } from "../words/describe-outdated.ts";
import { hostOf } from "../words/host-of.ts";
import { type RefuseByModeDeps, whyDisabled } from "./refuse-by-mode.ts";

export interface MayShareThroughDeps extends RefuseByModeDeps, OfferSignInDeps {}

/** Whether a service takes sessions, and from this person; says why when it does not. */
export async function mayShareThrough(deps: MayShareThroughDeps, serviceUrl: string): Promise<boolean> {
  const policy = await currentPolicy(deps, serviceUrl);
  const outdated = deps.policies.outdated(serviceUrl);
  if (outdated) {
    void deps.dialogs.notify("warning", describeOutdated(outdated));
    return false;
  }
  const host = hostOf(serviceUrl);
  if (!policy.sharing) {
    void deps.dialogs.notify(
      "warning",
      whyDisabled({ mode: "disabled", from: { kind: "service", name: host }, problems: [] }),
    );
    return false;
  }
  const why = whyNoSession(policy);
  if (why === undefined) return isSignedInToShare(deps, serviceUrl);
  void deps.dialogs.notify(
    "warning",
    why === "agent"
      ? vscode.l10n.t("{0} does not allow sessions of opencode.", host)
      : vscode.l10n.t("{0} takes only end-to-end encrypted shares, which cannot be made here yet.", host),
  );
  return false;
}
