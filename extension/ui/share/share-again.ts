import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";

export interface ShareAgainDeps {
  readonly sharing: Sharing;
}

/** Shares the session of a share that is over through a new link. */
export async function shareAgain(
  deps: ShareAgainDeps,
  { shareId, sessionId }: Pick<LocalShare, "shareId" | "sessionId">,
): Promise<void> {
  await deps.sharing.forget(shareId);
  await vscode.commands.executeCommand("opencode.shareSession", sessionId);
}
