import * as vscode from "vscode";
import type { LocalShare } from "../../../engine/registry/local-share.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { isUsed } from "../editor/is-used.ts";
import { autoShareNew } from "./auto-share-new.ts";
import { offerUnshare } from "./offer-unshare.ts";
import { reportBrokenConfig } from "./report-broken-config.ts";
import { askForAuto } from "./set-up-auto.ts";
import { describeOrigin } from "./setting-origin.ts";
import { watchMode } from "./watch-mode.ts";
import type { FolderMode } from "./window-mode.ts";

/**
 * Makes the share mode come true, now and whenever it changes: `disabled` stops syncs at once, the others take the
 * shares of this window up, and `auto` shares new sessions.
 */
export function followMode(app: App): vscode.Disposable {
  const failed = (error: unknown) =>
    showFailure(app, vscode.l10n.t("Sharing could not be resumed"), error, update);
  const update = () => void updateWhenUsed(app).catch(failed);
  // File events can get lost while the machine sleeps; a look when the person comes back is cheap.
  const catchUp = () => {
    app.sharing.checkNow();
    update();
  };
  // In turn: what an older reading stops must not stay stopped after a newer one.
  let turn = Promise.resolve();
  const obey = () => {
    turn = turn.then(() => pauseOrResume(app)).catch((error) => void failed(error));
  };
  const parts = vscode.Disposable.from(
    logMode(app),
    app.mode.onDidUpdate(obey),
    autoShareNew(app),
    askForAuto(app),
    reportBrokenConfig(app),
    watchMode(app, update),
    app.registry.onDidChange(update),
    vscode.window.onDidChangeWindowState(({ focused }) => focused && catchUp()),
  );
  update();
  return parts;
}

/** Nothing is read for people who have never used opencode. */
async function updateWhenUsed(app: App): Promise<void> {
  if (!(await isUsed(app))) return;
  // Events of other windows can get lost, too.
  await app.registry.refresh();
  await app.mode.update();
}

/** Stops what is disabled where its session works, and takes the other shares of this window up. */
async function pauseOrResume(app: App): Promise<void> {
  const records = app.registry.list();
  const readings = await app.mode.of(records.map(({ directory }) => directory));
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
  await app.sharing.pause(({ shareId }) => stopped.has(shareId));
  await app.sharing.resume(({ shareId }) => others.has(shareId));
  await offerUnshare(app, here);
}

const idsOf = (shares: readonly { readonly record: LocalShare }[]) =>
  new Set(shares.map(({ record }) => record.shareId));

function logMode(app: App): vscode.Disposable {
  let said = "";
  return app.mode.onDidUpdate((folders: readonly FolderMode[]) => {
    const text = folders.map(({ reading: { mode, from } }) => `${mode} (${describeOrigin(from)})`).join(", ");
    if (text !== said) app.log.info(`share mode: ${text}`);
    said = text;
  });
}
