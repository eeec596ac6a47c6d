import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { whyDisabled } from "./refuse-by-mode.ts";
import { openLabel, openOrigin } from "./setting-origin.ts";

const OFFERED = "disabled.offered";

/** A share of this window, and the mode where its session works. */
export interface ReadShare {
  readonly record: LocalShare;
  readonly reading: ModeReading;
}

/** Offers to unshare what a disabled mode has left shared; once for each share, until sharing is possible again. */
export async function offerUnshare(app: App, here: readonly ReadShare[]): Promise<void> {
  const shares = here.filter(
    ({ record, reading }) => reading.mode === "disabled" && record.phase === "shared",
  );
  const ids = shares.map(({ record }) => record.shareId);
  const offered = app.memory.get<string[]>(OFFERED) ?? [];
  const [news] = shares.filter(({ record }) => !offered.includes(record.shareId));
  // All windows remember in one place: of the shares of others this one knows nothing.
  const isOfOther = (id: string) =>
    app.registry.get(id) !== undefined && !here.some(({ record }) => record.shareId === id);
  const ofOthers = offered.filter(isOfOther);
  const remembered = [...ofOthers, ...ids];
  if (news || remembered.length !== offered.length) await app.memory.update(OFFERED, remembered);
  if (!news) return;
  const unshare = vscode.l10n.t("Unshare");
  const open = openLabel(news.reading.from);
  // Not awaited: the notification may stay for long.
  void app.dialogs
    .notify(
      "warning",
      `${whyDisabled(news.reading)} ${whatStays(shares.length)}`,
      unshare,
      ...(open ? [open] : []),
    )
    .then(async (answer) => {
      if (answer && answer === open) await openOrigin(news.reading.from);
      if (answer === unshare) await unshareAll(app, ids);
    });
}

function whatStays(count: number): string {
  return count === 1
    ? vscode.l10n.t("One session is still shared; its link works, but nothing more is sent.")
    : vscode.l10n.t("{0} sessions are still shared; their links work, but nothing more is sent.", count);
}

async function unshareAll(app: App, shareIds: readonly string[]): Promise<void> {
  try {
    for (const shareId of shareIds) await app.sharing.unshare(shareId);
    void app.dialogs.notify("information", vscode.l10n.t("Unshared. The service has deleted everything."));
  } catch (error) {
    const what = vscode.l10n.t("Not deleted at the service yet; nothing more is sent");
    await showFailure(app, what, error, () => unshareAll(app, shareIds));
  }
}
