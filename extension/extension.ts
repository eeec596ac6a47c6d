import * as vscode from "vscode";
import type { WindowParts } from "./ui/window-parts.ts";

let running: WindowParts | undefined;

/**
 * The features load after this call has returned, so that a starting window waits for none of them; VS Code holds
 * commands and links back until they are there. Returns the parts to tests, and nothing to anybody else.
 */
export async function activate(context: vscode.ExtensionContext): Promise<WindowParts | undefined> {
  const { openWindow } = await import("./ui/window.ts");
  running = openWindow(context);
  return context.extensionMode === vscode.ExtensionMode.Test ? running : undefined;
}

/** VS Code waits for this for some seconds. */
export async function deactivate(): Promise<void> {
  await running?.sharing.endEphemeral();
}
