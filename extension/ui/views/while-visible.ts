import * as vscode from "vscode";

/** Runs `start` each time a view is shown, and disposes of what it returned when the view is hidden. */
export function whileVisible(
  view: Pick<vscode.TreeView<unknown>, "visible" | "onDidChangeVisibility">,
  start: () => vscode.Disposable,
): vscode.Disposable {
  let running = view.visible ? start() : undefined;
  const subscription = view.onDidChangeVisibility(({ visible }) => {
    running?.dispose();
    running = visible ? start() : undefined;
  });
  return vscode.Disposable.from(subscription, { dispose: () => running?.dispose() });
}
