import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { Memento } from "../../../engine/registry/memento.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import { type FailureDeps, showFailure } from "../editor/failure.ts";
import { whyDisabled } from "./refuse-by-mode.ts";
import { openLabel, openOrigin } from "./setting-origin.ts";

export interface OfferUnshareDeps extends FailureDeps {
  readonly dialogs: Dialogs;
  readonly memory: Memento;
  readonly registry: ShareRegistry;
  readonly sharing: Sharing;
}

const OFFERED = "disabled.offered";

/** A share of this window, and the mode where its session works. */
export interface ReadShare {
  readonly record: LocalShare;
  readonly reading: ModeReading;
}

/** Offers to unshare what a disabled mode has left shared; once for each share, until sharing is possible again. */
export async function offerUnshare(deps: OfferUnshareDeps, here: readonly ReadShare[]): Promise<void> {
  const shares = here.filter(
    ({ record, reading }) => reading.mode === "disabled" && record.phase === "shared",
  );
  const ids = shares.map(({ record }) => record.shareId);
  const offered = deps.memory.get<string[]>(OFFERED) ?? [];
  const [news] = shares.filter(({ record }) => !offered.includes(record.shareId));
  // All windows remember in one place: of the shares of others this one knows nothing.
  const isOfOther = (id: string) =>
    deps.registry.get(id) !== undefined && !here.some(({ record }) => record.shareId === id);
  const ofOthers = offered.filter(isOfOther);
  const remembered = [...ofOthers, ...ids];
  if (news || remembered.length !== offered.length) await deps.memory.update(OFFERED, remembered);
  if (!news) return;
  const unshare = vscode.l10n.t("Unshare");
  const open = openLabel(news.reading.from);
  // Not awaited: the notification may stay for long.
  void deps.dialogs
    .notify(
      "warning",
      `${whyDisabled(news.reading)} ${whatStays(shares.length)}`,
      unshare,
      ...(open ? [open] : []),
    )
    .then(async (answer) => {
      if (answer && answer === open) await openOrigin(news.reading.from);
      if (answer === unshare) await unshareAll(deps, ids);
    });
}

function whatStays(count: number): string {
  return count === 1
    ? vscode.l10n.t("One session is still shared; its link works, but nothing more is sent.")
    : vscode.l10n.t("{0} sessions are still shared; their links work, but nothing more is sent.", count);
}

async function unshareAll(deps: OfferUnshareDeps, shareIds: readonly string[]): Promise<void> {
  try {
    for (const shareId of shareIds) await deps.sharing.unshare(shareId);
    void deps.dialogs.notify("information", vscode.l10n.t("Unshared. The service has deleted everything."));
  } catch (error) {
    const what = vscode.l10n.t("Not deleted at the service yet; nothing more is sent");
    await showFailure(deps, what, error, () => unshareAll(deps, shareIds));
  }
}
