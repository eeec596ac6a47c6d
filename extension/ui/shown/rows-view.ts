import * as vscode from "vscode";
import { plainText } from "./plain-text.ts";

/** A view of rows. What it says of itself is shown as it stands. */
export interface RowsView
  extends Pick<vscode.TreeView<unknown>, "visible" | "onDidChangeVisibility" | "dispose"> {
  /** Says something beside the view's title; "": nothing. */
  describe(description: string): void;
  /** Counts something on the container's icon; 0: nothing. */
  count(value: number, tooltip: string): void;
}

/** Fills a view of the manifest. */
export function rowsView<T>(viewId: string, treeDataProvider: vscode.TreeDataProvider<T>): RowsView {
  const view = vscode.window.createTreeView(viewId, { treeDataProvider });
  return {
    get visible() {
      return view.visible;
    },
    onDidChangeVisibility: view.onDidChangeVisibility,
    describe(description) {
      view.description = plainText(description);
    },
    count(value, tooltip) {
      view.badge = value > 0 ? { value, tooltip: plainText(tooltip) } : undefined;
    },
    dispose: () => view.dispose(),
  };
}
