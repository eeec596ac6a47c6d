import * as vscode from "vscode";
import { LONGEST_LABEL, LONGEST_MESSAGE, plainText } from "./plain-text.ts";
import { type RowTone, toneUri } from "./row-tone.ts";

/** What a row of a view shows, and what Enter does. */
export interface ItemLook {
  readonly id: string;
  readonly label: string;
  readonly description?: string | undefined;
  readonly icon: vscode.ThemeIcon;
  /** What its colour says; undefined: nothing. */
  readonly tone?: RowTone | undefined;
  /** What a screen reader says; the label and the description unless given. */
  readonly spoken?: string | undefined;
  /** Which menu the row has. */
  readonly context?: string | undefined;
  readonly command?: vscode.Command | undefined;
  readonly state?: vscode.TreeItemCollapsibleState | undefined;
}

/** Makes VS Code's item of a row. */
export function treeItem({
  id,
  label,
  description,
  icon,
  tone,
  spoken = description === undefined ? label : `${label}, ${description}`,
  context,
  command,
  state,
}: ItemLook): vscode.TreeItem {
  const item = new vscode.TreeItem(plainText(label, LONGEST_LABEL), state);
  item.id = id;
  item.iconPath = icon;
  if (tone) item.resourceUri = toneUri(tone, id);
  if (description !== undefined) item.description = plainText(description, LONGEST_LABEL);
  // Without it VS Code says the tooltip, as soon as there is one.
  item.accessibilityInformation = { label: plainText(spoken, LONGEST_MESSAGE) };
  if (context !== undefined) item.contextValue = context;
  if (command) item.command = command;
  return item;
}
