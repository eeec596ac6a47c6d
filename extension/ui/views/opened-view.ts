import * as vscode from "vscode";
import { parseShareLink } from "../../../protocol/links.ts";
import { rowsView } from "../shown/rows-view.ts";
import type { OpenedLinks } from "./opened-links.ts";
import { openedRow } from "./opened-row.ts";
import { type Row, RowsTree } from "./rows-tree.ts";
import { whileVisible } from "./while-visible.ts";

/** “Opened”: the links that were opened here last. */
export function openedView(opened: OpenedLinks): vscode.Disposable {
  const tree = new RowsTree(async () => opened.list().map((link) => openedRow(link)));
  const view = rowsView("opencode.opened", tree);
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
      const link = parseShareLink(row?.target.link ?? "");
      if (link) await opened.remove(link);
    }),
  );
}
