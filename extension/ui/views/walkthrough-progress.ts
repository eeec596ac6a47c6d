import * as vscode from "vscode";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { Settings } from "../editor/settings.ts";

export interface WalkthroughProgressDeps {
  readonly registry: ShareRegistry;
  readonly settings: Settings;
}

/** Ticks off the walkthrough's steps that are about a state, not about a command. */
export function walkthroughProgress(deps: WalkthroughProgressDeps): vscode.Disposable {
  const set = (key: string, value: boolean) => void vscode.commands.executeCommand("setContext", key, value);
  const tellService = () => set("opencode.hasService", deps.settings.serviceUrl() !== undefined);
  const tellShared = () =>
    set(
      "opencode.hasShared",
      deps.registry.list().some(({ phase }) => phase === "shared"),
    );
  tellService();
  tellShared();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("opencode.sharing.serviceUrl") && tellService(),
    ),
    deps.registry.onDidChange(tellShared),
  );
}
