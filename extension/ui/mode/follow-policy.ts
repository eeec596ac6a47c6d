import * as vscode from "vscode";
import type { App } from "../app.ts";
import { atMostEvery } from "../editor/at-most-every.ts";
import { isUsed } from "../editor/is-used.ts";
import { describeOutdated } from "../words/describe-outdated.ts";

/** How often a service is asked at most what it demands, ms. */
const ASK_AT_MOST_EVERY_MS = 30_000;

/**
 * Keeps in mind what the chosen service demands: asks it now, when the person comes back, when another one is chosen,
 * and when it has stopped a share by policy. The mode is read anew when it says something new.
 */
export function followPolicy(app: App): vscode.Disposable {
  const refresh = async () => {
    const serviceUrl = app.settings.serviceUrl();
    if (serviceUrl && (await isUsed(app))) await app.policies.refresh(serviceUrl);
  };
  const asking = atMostEvery(ASK_AT_MOST_EVERY_MS, () => void refresh());
  asking.call();
  return vscode.Disposable.from(
    asking,
    app.policies.onDidChange(() => void app.mode.update()),
    app.policies.onDidChange(tellOutdated(app)),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && asking.call()),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("opencode.sharing.serviceUrl") && void refresh(),
    ),
    app.sharing.onDidChange(() => isStoppedByPolicy(app) && asking.call()),
  );
}

/** Says once which side has to be updated before they understand each other. */
function tellOutdated(app: App): () => void {
  const told = new Set<string>();
  return () => {
    const serviceUrl = app.settings.serviceUrl();
    const outdated = serviceUrl ? app.policies.outdated(serviceUrl) : undefined;
    if (!outdated || told.has(outdated.message)) return;
    told.add(outdated.message);
    void app.dialogs.notify("information", describeOutdated(outdated));
  };
}

function isStoppedByPolicy({ sharing }: App): boolean {
  return sharing.list().some(({ status }) => status.phase === "paused" && status.code === "not_allowed");
}
