import * as vscode from "vscode";
import { LONGEST_MESSAGE, plainLines, plainText } from "./plain-text.ts";

export type Severity = "information" | "warning" | "error";

/** Says something in a notification, with answers as buttons; resolves when it is answered or closed, maybe much later. */
export function showMessage(
  severity: Severity,
  message: string,
  ...answers: readonly string[]
): Thenable<string | undefined> {
  const shown = plainText(message, LONGEST_MESSAGE);
  const labels = answers.map((answer) => plainText(answer));
  const show = {
    information: vscode.window.showInformationMessage,
    warning: vscode.window.showWarningMessage,
    error: vscode.window.showErrorMessage,
  }[severity];
  return show<string>(shown, ...labels);
}

/** A modal question with one answer besides Cancel; whether that was chosen. */
export async function showQuestion(question: string, detail: string, answer: string): Promise<boolean> {
  const options = { modal: true, detail: plainLines(detail) };
  const label = plainText(answer);
  const shown = plainText(question, LONGEST_MESSAGE);
  return (await vscode.window.showInformationMessage(shown, options, label)) === label;
}

/** Says something in the status bar, with a codicon, for `ms`. */
export function showStatus(icon: string, message: string, ms: number): void {
  vscode.window.setStatusBarMessage(`$(${icon}) ${plainText(message)}`, ms);
}

/** What a piece of work says of itself; `increment` in percent. */
export interface ProgressReport {
  readonly message: string;
  readonly increment?: number;
}

/** Shows work that can be cancelled in a notification until it ends. */
export function showProgress<T>(
  title: string,
  work: (report: (progress: ProgressReport) => void, cancelled: vscode.CancellationToken) => Promise<T>,
): Thenable<T> {
  const window = {
    location: vscode.ProgressLocation.Notification,
    title: plainText(title, LONGEST_MESSAGE),
    cancellable: true,
  };
  return vscode.window.withProgress(window, (progress, token) =>
    work((report) => progress.report({ ...report, message: plainText(report.message) }), token),
  );
}

/** Shows in a view that work is under way, until it ends. */
export function showProgressInView(viewId: string, work: Promise<unknown>): Thenable<void> {
  return vscode.window.withProgress({ location: { viewId } }, () =>
    work.then(
      () => {},
      () => {},
    ),
  );
}
