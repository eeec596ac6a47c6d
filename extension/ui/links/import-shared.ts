import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { opencode } from "../../../engine/agents/opencode.ts";
import type { ImportPlan, ImportPorts } from "../../../engine/import/session-import.ts";
import type { AutoJournal } from "../../../engine/mode/auto-journal.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import type { Json } from "../../../protocol/json.ts";
import { showFailure } from "../editor/failure.ts";
import { thisMachine } from "../editor/this-machine.ts";
import { workspaceFolders } from "../editor/workspace-folders.ts";
import { showMessage } from "../shown/messages.ts";
import { askWhereToSave } from "../shown/save-dialog.ts";
import { describeImport } from "../words/describe-import.ts";
import { type MeetRequirementDeps, readMeetingRequirements } from "./meet-requirement.ts";
import { chooseLink, mayTalkTo, type OpenSharedDeps } from "./open-shared.ts";

export interface ImportSharedDeps extends MeetRequirementDeps, OpenSharedDeps {
  readonly autoJournal: AutoJournal;
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
    const request = {
      ...{ contents, directory, sessionId: snapshot.share.sessionId },
      storagePath: deps.settings.storagePath(),
    };
    await confirmAndRun(deps, await opencode.import.plan(request, portsOf(deps, directory)));
  } catch (error) {
    await showFailure(deps, vscode.l10n.t("The session was not imported"), error, () =>
      importSharedSession(deps, link),
    );
  }
}

async function confirmAndRun(deps: ImportSharedDeps, plan: ImportPlan): Promise<void> {
  if (
    !(await deps.dialogs.confirm(
      vscode.l10n.t("Import as a new session?"),
      describeImport(plan),
      vscode.l10n.t("Import"),
    ))
  )
    return;
  const { asFile } = plan;
  const result = await plan.run().catch(async (error: unknown) => {
    if (!asFile) throw error;
    deps.log.warn(`import: ${messageOf(error)}`);
    return offerFile(asFile, error);
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
async function offerFile(asFile: ImportPlan, error: unknown) {
  const message = messageOf(error);
  const answer = await showMessage(
    "warning",
    vscode.l10n.t("opencode did not take the session: {0}", message),
    vscode.l10n.t("Save as File"),
  );
  return answer ? asFile.run() : ({ kind: "cancelled" } as const);
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
    ...thisMachine(),
    now: Date.now,
    randomBytes,
    // Somebody else's words must not be shared by themselves, in no window.
    beforeWritten: (sessionId) => deps.autoJournal.handle(sessionId),
    chooseFile: (name) =>
      askWhereToSave(directory, name, { name: vscode.l10n.t("opencode session"), extension: "json" }),
  };
}
