import * as vscode from "vscode";
import type { OpenedLinks } from "./opened-links.ts";
import { openedRow } from "./opened-row.ts";
import { type Row, RowsTree } from "./rows-tree.ts";
import { whileVisible } from "./while-visible.ts";

/** “Opened”: the links that were opened here last. */
export function openedView(opened: OpenedLinks): vscode.Disposable {
  const tree = new RowsTree(async () => opened.list().map((link) => openedRow(link)));
  const view = vscode.window.createTreeView("opencode.opened", { treeDataProvider: tree });
  const register = vscode.commands.registerCommand;
  return vscode.Disposable.from(
    tree,
    view,
    whileVisible(view, () => {
      tree.refresh();
      return vscode.Disposable.from(opened.onDidChange(() => tree.refresh()));
    }),
    register("opencode.clearOpened", () => opened.clear()),
    register("opencode.view.removeOpened", async (row?: Row) => {
      const link = opened.list().find(({ shareId }) => shareId === row?.target.shareId);
      if (link) await opened.remove(link);
    }),
  );
}
