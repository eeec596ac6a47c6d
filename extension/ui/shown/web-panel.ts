import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/** A page in an editor tab. */
export interface WebPanel extends Pick<vscode.WebviewPanel, "webview" | "onDidDispose" | "dispose"> {
  reveal(): void;
  rename(title: string): void;
}

/** Opens a page that may run scripts, with resources out of `root` alone. */
export function webPanel(viewType: string, title: string, root: vscode.Uri): WebPanel {
  const panel = vscode.window.createWebviewPanel(viewType, plainText(title), vscode.ViewColumn.Active, {
    enableScripts: true,
    enableFindWidget: true,
    localResourceRoots: [root],
  });
  return {
    webview: panel.webview,
    onDidDispose: panel.onDidDispose,
    dispose: () => panel.dispose(),
    reveal: () => panel.reveal(),
    rename(title) {
      panel.title = plainText(title);
    },
  };
}
