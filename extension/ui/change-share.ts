import * as vscode from "vscode";
import type { ShareMode, UpdateShareRequest } from "../../protocol/share.ts";
import { changeShare } from "../sharing/change-share.ts";
import type { Expiry } from "../sharing/expiry.ts";
import type { ShareRecord } from "../sharing/share-registry.ts";
import type { App } from "./app.ts";
import { askExpiry } from "./ask-expiry.ts";
import type { StepLine } from "./ask-step.ts";
import { chooseShare } from "./choose-share.ts";
import { showFailure } from "./failure.ts";
import { refuseByMode } from "./refuse-by-mode.ts";
import { describeEndsAt, describeMode } from "./share-words.ts";
import { nameOf } from "./upload-session.ts";

type Action = "expiry" | "mode" | "copy" | "unshare";

/** “Change Share”: another expiry, live or snapshot, the link again, or no share any more. */
export async function showChangeShare(app: App, shareId?: string): Promise<void> {
  const record = await chooseShare(app, vscode.l10n.t("Which share shall be changed?"), shareId);
  if (!record) return;
  const title = vscode.l10n.t("Change Share “{0}”", nameOf(record));
  for (;;) {
    const placeHolder = vscode.l10n.t("What shall be different?");
    const answer = await app.dialogs.pick({ title, canGoBack: false, placeHolder, lines: linesOf(record) });
    if (answer?.kind !== "chosen") return;
    if (answer.value === "copy")
      return void (await vscode.commands.executeCommand("opencode.copyShareLink", record.shareId));
    if (answer.value === "unshare")
      return void (await vscode.commands.executeCommand("opencode.unshareSession", record.shareId));
    if (answer.value === "mode") return await switchMode(app, record);
    const expiry = await askExpiry(app.dialogs, { title, canGoBack: true }, expiryOf(record));
    if (!expiry) return;
    if (expiry.kind === "chosen") return await changeExpiry(app, record, expiry.value);
  }
}

function linesOf(record: ShareRecord): readonly StepLine<Action>[] {
  const other = describeMode(otherMode(record));
  return [
    {
      label: `$(calendar) ${vscode.l10n.t("Change How Long…")}`,
      description: describeEndsAt(record.expiresAt),
      value: "expiry",
    },
    {
      label: `${other.icon} ${isSnapshot(record) ? vscode.l10n.t("Make It Live") : vscode.l10n.t("Make It a Snapshot")}`,
      description: isSnapshot(record) ? vscode.l10n.t("is a snapshot") : vscode.l10n.t("is live"),
      detail: other.meaning,
      value: "mode",
    },
    { label: `$(link) ${vscode.l10n.t("Copy Link")}`, value: "copy" },
    { label: `$(circle-slash) ${vscode.l10n.t("Unshare")}`, value: "unshare" },
  ];
}

const isSnapshot = ({ mode }: ShareRecord) => mode === "snapshot";
const otherMode = (record: ShareRecord): ShareMode => (isSnapshot(record) ? "live" : "snapshot");

/** The expiry that a share has, as far as it can be chosen. */
function expiryOf({ expiresAt }: ShareRecord): Expiry {
  return expiresAt === null ? { kind: "never" } : { kind: "date", at: expiresAt };
}

async function changeExpiry(app: App, record: ShareRecord, expiry: Expiry): Promise<void> {
  const change: UpdateShareRequest =
    expiry.kind === "days"
      ? { expiresInDays: expiry.days }
      : { expiresAt: expiry.kind === "date" ? expiry.at : null };
  await apply(app, record, change, ({ expiresAt }) =>
    vscode.l10n.t("“{0}” is now shared {1}.", nameOf(record), describeEndsAt(expiresAt)),
  );
}

/** What goes on being sent needs the same permission as what begins to be. */
async function switchMode(app: App, record: ShareRecord): Promise<void> {
  const mode = otherMode(record);
  if (mode === "live" && (await refuseByMode(app, record.directory))) return;
  await apply(app, record, { mode }, () =>
    mode === "live"
      ? vscode.l10n.t("“{0}” is live: readers see what is added.", nameOf(record))
      : vscode.l10n.t("“{0}” is a snapshot: what is added stays here.", nameOf(record)),
  );
}

async function apply(
  app: App,
  record: ShareRecord,
  change: UpdateShareRequest,
  message: (changed: ShareRecord) => string,
): Promise<void> {
  try {
    const changed = await changeShare(app, record.shareId, change);
    if (changed) void app.dialogs.notify("information", message(changed));
  } catch (error) {
    await showFailure(app, vscode.l10n.t("The share was not changed"), error, () =>
      apply(app, record, change, message),
    );
  }
}
