import * as vscode from "vscode";
import { messageOf } from "../../../primitives/message-of.ts";
import { showMessage } from "../shown/messages.ts";
import { describeError } from "../words/describe-error.ts";

export interface FailureDeps {
  readonly log: vscode.LogOutputChannel;
}

/** Shows a failure once, with what to do about it. Cancelling is no failure. */
export async function showFailure(
  deps: FailureDeps,
  what: string,
  error: unknown,
  retry?: () => unknown,
): Promise<void> {
  if (error instanceof Error && error.name === "AbortError") return;
  deps.log.error(`${what}: ${messageOf(error)}`);
  const again = vscode.l10n.t("Retry");
  const showLog = vscode.l10n.t("Show Log");
  const answers = retry ? [again, showLog] : [showLog];
  const answer = await showMessage("error", `${what}: ${describeError(error)}`, ...answers);
  if (answer === again) await retry?.();
  if (answer === showLog) deps.log.show();
}
