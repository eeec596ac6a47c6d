import * as vscode from "vscode";
import type { App } from "../app.ts";

/** Ticks off the walkthrough's steps that are about a state, not about a command. */
export function walkthroughProgress(app: App): vscode.Disposable {
  const set = (key: string, value: boolean) => void vscode.commands.executeCommand("setContext", key, value);
  const tellService = () => set("opencode.hasService", app.settings.serviceUrl() !== undefined);
  const tellShared = () =>
    set(
      "opencode.hasShared",
      app.registry.list().some(({ phase }) => phase === "shared"),
    );
  tellService();
  tellShared();
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration("opencode.sharing.serviceUrl") && tellService(),
    ),
    app.registry.onDidChange(tellShared),
  );
}
