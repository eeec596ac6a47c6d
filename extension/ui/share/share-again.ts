import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { type ForgetShareDeps, forgetShare } from "./forget-share.ts";

export type ShareAgainDeps = ForgetShareDeps;

/**
 * Shares the session of a share that is over, or cannot be changed any more, through a new link.
 * @param isReadable the old link still works, and will go on to
 */
export async function shareAgain(
  deps: ShareAgainDeps,
  record: LocalShare,
  isReadable = false,
): Promise<void> {
  if (await forgetShare(deps, record, isReadable))
    await vscode.commands.executeCommand("opencode.shareSession", record.sessionId);
}
