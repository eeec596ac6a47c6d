import * as vscode from "vscode";
import { LONGEST_MESSAGE, plainText } from "./plain-text.ts";

/** What a place in the status bar shows. */
export interface StatusLook {
  /** A codicon, `sync~spin` for one that turns. */
  readonly icon: string;
  readonly text: string;
  readonly tooltip: string;
  readonly warn: boolean;
}

/** A place in the status bar, hidden at first. */
export interface StatusItem {
  look(look: StatusLook): void;
  show(): void;
  dispose(): void;
}

/** Takes a place at the left of the status bar for something that leads to a command. */
export function statusItem(id: string, name: string, priority: number, command: string): StatusItem {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, priority);
  item.name = name;
  item.command = command;
  return {
    look({ icon, text, tooltip, warn }) {
      const label = plainText(tooltip, LONGEST_MESSAGE);
      item.text = `$(${icon}) ${plainText(text)}`;
      item.tooltip = label;
      item.accessibilityInformation = { label };
      item.backgroundColor = warn ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    },
    show: () => item.show(),
    dispose: () => item.dispose(),
  };
}
