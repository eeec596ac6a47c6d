import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import { Sequencer } from "../../../primitives/sequencer.ts";
import { showFailure } from "../editor/failure.ts";
import { type IsUsedDeps, isUsed } from "../editor/is-used.ts";
import { type AutoShareNewDeps, autoShareNew } from "./auto-share-new.ts";
import { type OfferUnshareDeps, offerUnshare } from "./offer-unshare.ts";
import { reportBrokenConfig } from "./report-broken-config.ts";
import { askForAuto, type SetUpAutoDeps } from "./set-up-auto.ts";
import { describeOrigin } from "./setting-origin.ts";
import { watchMode } from "./watch-mode.ts";
import type { FolderMode } from "./window-mode.ts";

export interface FollowModeDeps extends IsUsedDeps, AutoShareNewDeps, OfferUnshareDeps, SetUpAutoDeps {}

/**
 * Makes the share mode come true, now and whenever it changes: `disabled` stops syncs at once, the others take the
 * shares of this window up, and `auto` shares new sessions.
 */
export function followMode(deps: FollowModeDeps): vscode.Disposable {
  const failed = (error: unknown) =>
    showFailure(deps, vscode.l10n.t("Sharing could not be resumed"), error, update);
  const update = () => void updateWhenUsed(deps).catch(failed);
  // File events can get lost while the machine sleeps; a look when the person comes back is cheap.
  const catchUp = () => {
    deps.sharing.checkNow();
    update();
  };
  // In turn: what an older reading stops must not stay stopped after a newer one.
  const sequencer = new Sequencer();
  const obey = () => void sequencer.run(() => pauseOrResume(deps)).catch(failed);
  const parts = vscode.Disposable.from(
    logMode(deps),
    deps.mode.onDidUpdate(obey),
    autoShareNew(deps),
    askForAuto(deps),
    reportBrokenConfig(deps),
    watchMode(deps, update),
    deps.registry.onDidChange(update),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && catchUp()),
  );
  update();
  return parts;
}

/** Nothing is read for people who have never used opencode. */
async function updateWhenUsed(deps: FollowModeDeps): Promise<void> {
  if (!(await isUsed(deps))) return;
  // Events of other windows can get lost, too.
  await deps.registry.refresh();
  await deps.mode.update();
}

/** Stops what is disabled where its session works, and takes the other shares of this window up. */
async function pauseOrResume(deps: FollowModeDeps): Promise<void> {
  const records = deps.registry.list();
  const readings = await deps.mode.of(records.map(({ directory }) => directory));
  const here = records.flatMap((record) => {
    const reading = readings.get(record.directory);
    return reading ? [{ record, reading }] : [];
  });
  // A share that is to be deleted sends nothing more, whatever the mode.
  const disabled = here.filter(
    ({ record, reading }) => reading.mode === "disabled" && record.phase !== "ending",
  );
  const stopped = idsOf(disabled);
  const others = idsOf(
    here.filter(({ record }) => record.phase !== "shared" || !stopped.has(record.shareId)),
  );
  await deps.sharing.pause(({ shareId }) => stopped.has(shareId));
  await deps.sharing.resume(({ shareId }) => others.has(shareId));
  await offerUnshare(deps, here);
}

const idsOf = (shares: readonly { readonly record: LocalShare }[]) =>
  new Set(shares.map(({ record }) => record.shareId));

function logMode(deps: FollowModeDeps): vscode.Disposable {
  let said = "";
  return deps.mode.onDidUpdate((folders: readonly FolderMode[]) => {
    const text = folders.map(({ reading: { mode, from } }) => `${mode} (${describeOrigin(from)})`).join(", ");
    if (text !== said) deps.log.info(`share mode: ${text}`);
    said = text;
  });
}
