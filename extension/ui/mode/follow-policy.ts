import * as vscode from "vscode";
import type { ServicePolicies } from "../../../engine/services/service-policies.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import { atMostEvery } from "../../../primitives/at-most-every.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import { type IsUsedDeps, isUsed } from "../editor/is-used.ts";
import type { Settings } from "../editor/settings.ts";
import { describeOutdated } from "../words/describe-outdated.ts";
import type { WindowMode } from "./window-mode.ts";

export interface FollowPolicyDeps extends IsUsedDeps {
  readonly dialogs: Dialogs;
  readonly mode: WindowMode;
  readonly policies: ServicePolicies;
  readonly settings: Settings;
  readonly sharing: Sharing;
}

/** How often a service is asked at most what it demands, ms. */
const ASK_AT_MOST_EVERY_MS = 30_000;

/**
 * Keeps in mind what the chosen service demands: asks it now, when the person comes back, when another one is chosen,
 * and when it has stopped a share by policy. The mode is read anew when it says something new.
 */
export function followPolicy(deps: FollowPolicyDeps): vscode.Disposable {
  const refresh = async () => {
    const serviceUrl = deps.settings.serviceUrl();
    if (serviceUrl && (await isUsed(deps))) await deps.policies.refresh(serviceUrl);
  };
  const asking = atMostEvery(ASK_AT_MOST_EVERY_MS, () => void refresh());
  asking.call();
  return vscode.Disposable.from(
    asking,
    deps.policies.onDidChange(() => void deps.mode.update()),
    deps.policies.onDidChange(tellOutdated(deps)),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && asking.call()),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("opencode.sharing.serviceUrl") && void refresh(),
    ),
    deps.sharing.onDidChange(() => isStoppedByPolicy(deps) && asking.call()),
  );
}

/** Says once which side has to be updated before they understand each other. */
function tellOutdated(deps: FollowPolicyDeps): () => void {
  const told = new Set<string>();
  return () => {
    const serviceUrl = deps.settings.serviceUrl();
    const outdated = serviceUrl ? deps.policies.outdated(serviceUrl) : undefined;
    if (!outdated || told.has(outdated.message)) return;
    told.add(outdated.message);
    void deps.dialogs.notify("information", describeOutdated(outdated));
  };
}

function isStoppedByPolicy({ sharing }: FollowPolicyDeps): boolean {
  return sharing.list().some(({ status }) => status.phase === "paused" && status.code === "not_allowed");
}
