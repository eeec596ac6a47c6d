import * as vscode from "vscode";
import { treeItem } from "../shown/tree-item.ts";
import { icon, spoken, tooltip } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";

export interface Notice {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  /** What the tooltip says more. */
  readonly explanation?: string;
  readonly icon: vscode.ThemeIcon;
  /** What Enter does about it. */
  readonly command?: vscode.Command;
}

/** A row that says something about the list, and does something about it. */
export function noticeRow({ id, label, detail, explanation, icon: iconPath, command }: Notice): Row {
  const item = treeItem({
    ...{ id: `notice:${id}`, label, description: detail, icon: iconPath, context: "notice", command },
    spoken: spoken(label, detail),
  });
  return { item, target: {}, tooltip: () => tooltip(label, explanation ?? detail, command?.title) };
}

/** The end of a page. */
export function moreRow(hidden: number): Row {
  const title = vscode.l10n.t("Show more…");
  return noticeRow({
    id: "more",
    label: title,
    detail:
      hidden === 1
        ? vscode.l10n.t("1 more")
        : vscode.l10n.t("{0} more", hidden.toLocaleString(vscode.env.language)),
    icon: icon("ellipsis"),
    command: { command: "opencode.showMoreSessions", title },
  });
}
