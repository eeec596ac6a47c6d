import { randomBytes } from "node:crypto";
import os from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import {
  type ImportPlan,
  type ImportPorts,
  planFile,
  planImport,
  runImport,
} from "../../../engine/import/import-session.ts";
import type { AutoJournal } from "../../../engine/mode/auto-journal.ts";
import type { StorageLocation } from "../../../engine/sources/opencode/find-storage.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import type { Json } from "../../../protocol/json.ts";
import { showFailure } from "../editor/failure.ts";
import { workspaceFolders } from "../editor/workspace-folders.ts";
import { showMessage } from "../shown/messages.ts";
import { askWhereToSave } from "../shown/save-dialog.ts";
import { type MeetRequirementDeps, readMeetingRequirements } from "./meet-requirement.ts";
import { chooseLink, mayTalkTo, type OpenSharedDeps } from "./open-shared.ts";

export interface ImportSharedDeps extends MeetRequirementDeps, OpenSharedDeps {
  readonly autoJournal: AutoJournal;
  readonly location: StorageLocation;
}

/** “Import as New Session”: a copy of a shared session for this workspace's opencode, after a confirmation. */
export async function importSharedSession(deps: ImportSharedDeps, link?: string): Promise<void> {
  const [directory] = workspaceFolders();
  if (!directory) {
    void showMessage(
      "information",
      vscode.l10n.t("First open the folder that the imported session should belong to."),
    );
    return;
  }
  if (!vscode.workspace.isTrusted) {
    void showMessage("information", vscode.l10n.t("A session can be imported into a folder that you trust."));
    return;
  }
  const location = await chooseLink(deps, link);
  if (!location || !(await mayTalkTo(deps, location.serviceUrl))) return;
  try {
    const client = deps.clientOf(location.serviceUrl);
    const snapshot = await readMeetingRequirements(deps, location, () => client.read(location.shareId));
    if (!snapshot) return;
    const contents = new Map<string, Json>();
    for (const entry of snapshot.entries) if ("content" in entry) contents.set(entry.key, entry.content);
    const ports = portsOf(deps, directory);
    const { dataDir, databasePath } = deps.location;
    const request = { contents, sessionId: snapshot.share.sessionId, directory, dataDir, databasePath };
    await confirmAndRun(deps, await planImport(request, ports), ports);
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The session was not imported"), error, () =>
      importSharedSession(deps, link),
    );
  }
}

async function confirmAndRun(deps: ImportSharedDeps, plan: ImportPlan, ports: ImportPorts): Promise<void> {
  if (
    !(await deps.dialogs.confirm(
      vscode.l10n.t("Import as a new session?"),
      [plan.sentence, plan.warning],
      vscode.l10n.t("Import"),
    ))
  )
    return;
  const result = await runImport(plan, ports).catch(async (error: unknown) => {
    if (plan.way.kind === "file") throw error;
    deps.log.warn(`import: ${messageOf(error)}`);
    return offerFile(plan, ports, error);
  });
  if (result.kind === "imported") {
    deps.log.info(`imported as ${result.sessionId}`);
    void showMessage(
      "information",
      vscode.l10n.t("Imported. The new session is in this workspace's opencode sessions."),
    );
  } else if (result.kind === "saved") await sayHowToImport(result.command);
}

/** opencode refused the copy: the file is the way that is left. */
async function offerFile(plan: ImportPlan, ports: ImportPorts, error: unknown) {
  const message = messageOf(error);
  const answer = await showMessage(
    "warning",
    vscode.l10n.t("opencode did not take the session: {0}", message),
    vscode.l10n.t("Save as File"),
  );
  return answer ? runImport(planFile(plan), ports) : ({ kind: "cancelled" } as const);
}

async function sayHowToImport(command: string): Promise<void> {
  const answer = await showMessage(
    "information",
    vscode.l10n.t("Saved. To import it, run: {0}", command),
    vscode.l10n.t("Copy Command"),
  );
  if (answer) await vscode.env.clipboard.writeText(command);
}

function portsOf(deps: ImportSharedDeps, directory: string): ImportPorts {
  return {
    env: environmentOf(deps),
    home: os.homedir(),
    platform: process.platform,
    now: Date.now,
    randomBytes,
    // Somebody else's words must not be shared by themselves, in no window.
    beforeWritten: (sessionId) => deps.autoJournal.handle(sessionId),
    chooseFile: (name) =>
      askWhereToSave(directory, name, { name: vscode.l10n.t("opencode session"), extension: "json" }),
  };
}

/** opencode must write where this extension reads: a storage that the user has chosen is passed on. */
function environmentOf({ settings, location }: ImportSharedDeps): Record<string, string | undefined> {
  if (!settings.storagePath()) return process.env;
  return {
    ...process.env,
    OPENCODE_DB: location.databasePath,
    ...(path.basename(location.dataDir) === "opencode"
      ? { XDG_DATA_HOME: path.dirname(location.dataDir) }
      : {}),
  };
}
