import * as vscode from "vscode";

/** What a row's colour says; its icon and its words say the same. */
export type RowTone = "shared" | "warning";

const SCHEME = "opencode-share-row";
const COLORS: Readonly<Record<string, string>> = {
  shared: "charts.green",
  warning: "list.warningForeground",
};

/** An address of no content: VS Code colours what has one. */
export const toneUri = (tone: RowTone, id: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SCHEME, authority: tone, path: `/${encodeURIComponent(id)}` });

/** Colours rows that have a tone, as files changed in Git are coloured. */
export function rowTones(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration({ scheme, authority }) {
      const color = scheme === SCHEME ? COLORS[authority] : undefined;
      return color === undefined ? undefined : { color: new vscode.ThemeColor(color) };
    },
  });
}
