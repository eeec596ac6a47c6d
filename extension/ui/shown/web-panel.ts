import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/** A page in an editor tab. */
export interface WebPanel
  extends Pick<vscode.WebviewPanel, "webview" | "onDidChangeViewState" | "onDidDispose" | "dispose"> {
  /** It has the focus. */
  readonly isActive: boolean;
  isVisible(): boolean;
  reveal(): void;
  rename(title: string): void;
}

/** Opens a page that may run scripts, with resources out of `root` alone. */
export function webPanel(viewType: string, title: string, root: vscode.Uri): WebPanel {
  return panelOf(
    vscode.window.createWebviewPanel(viewType, plainText(title), vscode.ViewColumn.Active, {
      ...optionsOf(root),
      enableFindWidget: true,
    }),
  );
}

/** Gives pages back that were open before the window was loaded anew, with what they had told the editor to keep. */
export function restoreWebPanels(
  viewType: string,
  root: vscode.Uri,
  restore: (panel: WebPanel, state: unknown) => void,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, state: unknown) {
      panel.webview.options = optionsOf(root);
      restore(panelOf(panel), state);
    },
  });
}

const optionsOf = (root: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [root],
});

function panelOf(panel: vscode.WebviewPanel): WebPanel {
  return {
    get isActive() {
      return panel.active;
    },
    webview: panel.webview,
    onDidChangeViewState: panel.onDidChangeViewState,
    onDidDispose: panel.onDidDispose,
    isVisible: () => panel.visible,
    dispose: () => panel.dispose(),
    reveal: () => panel.reveal(),
    rename(title) {
      panel.title = plainText(title);
    },
  };
}
