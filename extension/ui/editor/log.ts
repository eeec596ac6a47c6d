import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { SyncLog } from "../../../engine/sync/sync-status.ts";

/** The extension's output channel. Keys, counts and statuses go there; contents, links and secrets never do. */
export function createLog(): vscode.LogOutputChannel {
  return vscode.window.createOutputChannel("OpenCode Share", { log: true });
}

/** How a share is named in the log: enough to tell shares apart, too little to open one. */
const logName = (shareId: string) => shareId.slice(0, 6);

/** Writes one share's sync into the log. */
export function syncLogOf(log: vscode.LogOutputChannel, record: LocalShare): SyncLog {
  const name = logName(record.shareId);
  return {
    sent: (key, kind, revision) => log.info(`${name} ${kind} ${key} → revision ${revision}`),
    refused: (key, message) => log.warn(`${name} left out ${key}: ${message}`),
    retrying: (message, afterMs) => log.warn(`${name} ${message} Next try in ${Math.round(afterMs)} ms.`),
  };
}
