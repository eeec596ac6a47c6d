import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { App } from "../app.ts";

/** Shares the session of a share that is over through a new link. */
export async function shareAgain(
  app: Pick<App, "sharing">,
  { shareId, sessionId }: Pick<LocalShare, "shareId" | "sessionId">,
): Promise<void> {
  await app.sharing.forget(shareId);
  await vscode.commands.executeCommand("opencode.shareSession", sessionId);
}
