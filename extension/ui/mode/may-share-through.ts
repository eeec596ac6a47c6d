import * as vscode from "vscode";
import { whyNoSession } from "../../../engine/options/allowed-options.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { isSignedInToShare, type OfferSignInDeps } from "../services/offer-sign-in.ts";
import { describeOutdated } from "../words/describe-outdated.ts";
import { hostOf } from "../words/host-of.ts";
import { type RefuseByModeDeps, refuseByMode } from "./refuse-by-mode.ts";

export interface MayShareThroughDeps extends RefuseByModeDeps, OfferSignInDeps {}

/** Whether a service takes a session that works in a directory, and from this person; says why when it does not. */
export async function mayShareThrough(
  deps: MayShareThroughDeps,
  serviceUrl: string,
  directory: string,
): Promise<boolean> {
  const policy = await currentPolicy(deps, serviceUrl);
  if (await refuseByMode(deps, directory)) return false;
  const outdated = deps.policies.outdated(serviceUrl);
  if (outdated) {
    void deps.dialogs.notify("warning", describeOutdated(outdated));
    return false;
  }
  const why = whyNoSession(policy);
  if (why === undefined) return isSignedInToShare(deps, serviceUrl);
  const host = hostOf(serviceUrl);
  void deps.dialogs.notify(
    "warning",
    why === "agent"
      ? vscode.l10n.t("{0} does not allow sessions of opencode.", host)
      : vscode.l10n.t("{0} takes only end-to-end encrypted shares, which cannot be made here yet.", host),
  );
  return false;
}
