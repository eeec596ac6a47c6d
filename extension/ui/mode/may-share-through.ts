import * as vscode from "vscode";
import { whyNoSession } from "../../../engine/options/allowed-options.ts";
import type { App } from "../app.ts";
import { currentPolicy } from "../services/current-policy.ts";
import { isSignedInToShare } from "../services/offer-sign-in.ts";
import { describeOutdated } from "../words/describe-outdated.ts";
import { hostOf } from "../words/host-of.ts";
import { refuseByMode } from "./refuse-by-mode.ts";

/** Whether a service takes a session that works in a directory, and from this person; says why when it does not. */
export async function mayShareThrough(app: App, serviceUrl: string, directory: string): Promise<boolean> {
  const policy = await currentPolicy(app, serviceUrl);
  if (await refuseByMode(app, directory)) return false;
  const outdated = app.policies.outdated(serviceUrl);
  if (outdated) {
    void app.dialogs.notify("warning", describeOutdated(outdated));
    return false;
  }
  const why = whyNoSession(policy);
  if (why === undefined) return isSignedInToShare(app, serviceUrl);
  const host = hostOf(serviceUrl);
  void app.dialogs.notify(
    "warning",
    why === "agent"
      ? vscode.l10n.t("{0} does not allow sessions of opencode.", host)
      : vscode.l10n.t("{0} takes only end-to-end encrypted shares, which cannot be made here yet.", host),
  );
  return false;
}
