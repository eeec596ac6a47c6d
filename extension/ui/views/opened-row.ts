import * as vscode from "vscode";
import { formatShareLink } from "../../../protocol/links.ts";
import { treeItem } from "../shown/tree-item.ts";
import { hostOf } from "../words/host-of.ts";
import { titleOf } from "../words/title-of.ts";
import { shortly, when } from "../words/when.ts";
import type { OpenedLink } from "./opened-links.ts";
import { icon, joined, spoken, tooltip } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";

/** An opened link's row; Enter opens it again. */
export function openedRow(link: OpenedLink, now = Date.now()): Row {
  const title = titleOf(link.title);
  const host = hostOf(link.serviceUrl);
  const opened = vscode.l10n.t("opened {0}", when(link.openedAt, now));
  const target = { shareId: link.shareId, link: formatShareLink(link), title };
  const item = treeItem({
    id: target.link,
    label: title,
    description: joined(host, shortly(link.openedAt, now)),
    icon: icon("open-preview"),
    context: "opened",
    spoken: spoken(title, host, opened),
    command: { command: "opencode.view.open", title: vscode.l10n.t("Open"), arguments: [{ target }] },
  });
  return { item, target, tooltip: () => tooltip(title, link.serviceUrl, opened) };
}
