import * as vscode from "vscode";
import { OutdatedError, ServiceError } from "../../../client/service-error.ts";
import { folderOf } from "../../../engine/folders/folder-of.ts";
import type { AutoState } from "../../../engine/mode/auto-journal.ts";
import { AutoShare } from "../../../engine/mode/auto-share.ts";
import { NotToldError, unattendedTerms } from "../../../engine/options/unattended-terms.ts";
import type { SessionSummary } from "../../../engine/sources/session-source.ts";
import type { App } from "../app.ts";
import { showFailure } from "../editor/failure.ts";
import { lookWhileWatcherBegins } from "../editor/watch-files.ts";
import { workspaceFolders } from "../editor/workspace-folders.ts";
import { needsSignIn } from "../services/offer-sign-in.ts";
import { signIn as signInAt } from "../services/sign-in.ts";
import type { FolderMode } from "./window-mode.ts";

/** Shares the new sessions of the folders whose mode is `auto`, for as long as it is. */
export function autoShareNew(app: App): vscode.Disposable {
  let running: { readonly serviceUrl: string; dispose(): void } | undefined;
  const apply = async (folders: readonly FolderMode[]) => {
    const now = Date.now();
    for (const { folder, reading } of folders)
      if (folder) await app.autoJournal.note(folder, reading.mode === "auto", now);
    const serviceUrl = folders.some(({ reading }) => reading.mode === "auto")
      ? app.settings.serviceUrl()
      : undefined;
    if (running?.serviceUrl === serviceUrl) return;
    running?.dispose();
    running = serviceUrl ? { serviceUrl, dispose: start(app, serviceUrl) } : undefined;
  };
  const updates = app.mode.onDidUpdate(
    (folders) =>
      void apply(folders).catch((error) =>
        showFailure(app, vscode.l10n.t("New sessions are not shared"), error),
      ),
  );
  return vscode.Disposable.from(updates, { dispose: () => running?.dispose() });
}

/** Returns what ends it. */
function start(app: App, serviceUrl: string): () => void {
  const auto = new AutoShare({
    source: app.source,
    journal: app.autoJournal,
    sessions: app.sessions,
    mayShare: (session, since) => mayShare(app, session, since),
    isShared: (sessionId) => app.registry.list().some((record) => record.sessionId === sessionId),
    share: async (session, remember, signal) => {
      const terms = await unattendedTerms(app.policies, serviceUrl, app.settings.expiryDays());
      const request = { session, serviceUrl, ...terms, isUnattended: true, onUploaded: remember };
      await app.sharing.share(request, () => undefined, signal);
      app.log.info(`shared ${session.id} automatically`);
    },
    onError: (error) => void report(app, serviceUrl, error, () => auto.retryNow()),
  });
  auto.check();
  const watch = app.source.watch(() => auto.check());
  const shares = app.registry.onDidChange(() => {
    const shared = app.registry.list().filter(({ phase }) => phase === "shared");
    const ids = shared.map(({ sessionId }) => sessionId);
    void auto.leaveAlone(ids).catch((error) => app.log.warn(`automatic sharing: ${String(error)}`));
  });
  const looking = lookWhileWatcherBegins(() => auto.check());
  return () => {
    looking.dispose();
    watch.dispose();
    shares.dispose();
    auto.dispose();
  };
}

/** Says once what keeps new sessions from being shared. A service that has changed its mind is heard at once. */
async function report(app: App, serviceUrl: string, error: unknown, retry: () => void): Promise<void> {
  if (error instanceof ServiceError && error.code === "not_allowed") await app.policies.refresh(serviceUrl);
  // What has to be updated is told already, once.
  if (error instanceof NotToldError && error.cause instanceof OutdatedError)
    return app.log.error(error.message);
  const what = vscode.l10n.t("A new session was not shared");
  if (!needsSignIn(error)) return showFailure(app, what, error, retry);
  const signIn = vscode.l10n.t("Sign In");
  const answer = await app.dialogs.notify("warning", `${what}: ${error.message}`, signIn);
  if (answer === signIn && (await signInAt(app, serviceUrl))) retry();
}

/** Whether a session is younger than the consent, and automatic sharing holds in its very directory. */
async function mayShare(app: App, session: SessionSummary, since: AutoState["since"]): Promise<boolean> {
  const folders = workspaceFolders();
  const isYoung = (folder: string) => session.createdAt >= (since.get(folder) ?? Infinity);
  if (!folders.some(isYoung)) return false;
  const folder = await folderOf(session.directory, folders);
  if (folder === undefined || !isYoung(folder)) return false;
  return (await app.settings.mode(session.directory)).mode === "auto";
}
