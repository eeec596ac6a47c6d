import * as vscode from "vscode";
import { LONGEST_LABEL, LONGEST_MESSAGE, plainText } from "./plain-text.ts";

/** A line that can be chosen, or a heading. */
export type PickLine =
  | {
      /** A codicon. */
      readonly icon?: string;
      readonly label: string;
      readonly description?: string | undefined;
      readonly detail?: string | undefined;
    }
  | { readonly heading: string };

/** A line as VS Code takes it; the line itself stays with it. */
export type PickItem<T> = vscode.QuickPickItem & { readonly line: T };

/** Makes VS Code's item of a line. Its only icon is the line's own. */
export function pickItem<T extends PickLine>(line: T): PickItem<T> {
  if ("heading" in line)
    return { line, label: plainText(line.heading, LONGEST_LABEL), kind: vscode.QuickPickItemKind.Separator };
  const label = plainText(line.label, LONGEST_LABEL);
  return {
    line,
    label: line.icon === undefined ? label : `$(${line.icon}) ${label}`,
    ...(line.description === undefined ? {} : { description: plainText(line.description, LONGEST_LABEL) }),
    ...(line.detail === undefined ? {} : { detail: plainText(line.detail, LONGEST_MESSAGE) }),
  };
}

export interface PickOptions {
  readonly title?: string;
  readonly placeHolder: string;
  readonly matchOnDescription?: boolean;
}

/** Offers a list, which stays when something else takes the focus; undefined: nothing was chosen. */
export async function showPick<T extends PickLine>(
  lines: readonly T[],
  { title, placeHolder, ...options }: PickOptions,
): Promise<T | undefined> {
  const picked = await vscode.window.showQuickPick(lines.map(pickItem), {
    ...options,
    ignoreFocusOut: true,
    ...(title === undefined ? {} : { title: plainText(title, LONGEST_LABEL) }),
    placeHolder: plainText(placeHolder, LONGEST_LABEL),
  });
  return picked?.line;
}
