import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { formatShareLink } from "../../../protocol/links.ts";
import type { Dialogs } from "../editor/dialogs.ts";

export interface OfferLinkDeps {
  readonly dialogs: Dialogs;
}

/**
 * Puts a share's link on the clipboard, says so, and offers what comes next.
 * @param password the share's, to be passed on with the link
 */
export async function offerLink(
  deps: OfferLinkDeps,
  record: LocalShare,
  message: string,
  password?: string,
): Promise<void> {
  const link = formatShareLink(record);
  await vscode.env.clipboard.writeText(link);
  const open = vscode.l10n.t("Open");
  const openInBrowser = vscode.l10n.t("Open in Browser");
  const change = vscode.l10n.t("Change");
  const copyPassword = vscode.l10n.t("Copy Password");
  const answers = [...(password === undefined ? [] : [copyPassword]), open, openInBrowser, change];
  // Not awaited: the notification may stay for long, and the command has done its work.
  void deps.dialogs.notify("information", message, ...answers).then((answer) => {
    if (answer === copyPassword && password) void vscode.env.clipboard.writeText(password);
    if (answer === open) void vscode.commands.executeCommand("opencode.openSharedSession", link);
    if (answer === openInBrowser) void deps.dialogs.openExternal(link);
    if (answer === change) void vscode.commands.executeCommand("opencode.changeShare", link);
  });
}
