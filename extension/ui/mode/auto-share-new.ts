import * as vscode from "vscode";
import { OutdatedError, ServiceError } from "../../../client/service-error.ts";
import { folderOf } from "../../../engine/folders/folder-of.ts";
import type { AutoJournal, AutoState } from "../../../engine/mode/auto-journal.ts";
import { AutoShare } from "../../../engine/mode/auto-share.ts";
import type { ShareRequest } from "../../../engine/options/share-request.ts";
import { NotToldError, unattendedTerms } from "../../../engine/options/unattended-terms.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { OnSome, SessionSource, SessionSummary } from "../../../engine/sources/session-source.ts";
import { showFailure } from "../editor/failure.ts";
import type { Settings } from "../editor/settings.ts";
import { lookWhileWatcherBegins } from "../editor/watch-files.ts";
import { workspaceFolders } from "../editor/workspace-folders.ts";
import { needsSignIn } from "../services/offer-sign-in.ts";
import { type SignInDeps, signIn as signInAt } from "../services/sign-in.ts";
import type { FolderMode, WindowMode } from "./window-mode.ts";

export interface AutoShareNewDeps extends SignInDeps {
  readonly autoJournal: AutoJournal;
  readonly mode: WindowMode;
  readonly registry: ShareRegistry;
  readonly sessions: (onSome?: OnSome) => Promise<readonly SessionSummary[]>;
  readonly settings: Settings;
  readonly sharing: Sharing;
  readonly source: SessionSource;
}

/** Shares the new sessions of the folders whose mode is `auto`, for as long as it is. */
export function autoShareNew(deps: AutoShareNewDeps): vscode.Disposable {
  let running: { readonly serviceUrl: string; dispose(): void } | undefined;
  const apply = async (folders: readonly FolderMode[]) => {
    const now = Date.now();
    for (const { folder, reading } of folders)
      if (folder) await deps.autoJournal.note(folder, reading.mode === "auto", now);
    const serviceUrl = folders.some(({ reading }) => reading.mode === "auto")
      ? deps.settings.serviceUrl()
      : undefined;
    if (running?.serviceUrl === serviceUrl) return;
    running?.dispose();
    running = serviceUrl ? { serviceUrl, dispose: start(deps, serviceUrl) } : undefined;
  };
  const updates = deps.mode.onDidUpdate(
    (folders) =>
      void apply(folders).catch((error) =>
        showFailure(deps, vscode.l10n.t("New sessions are not shared"), error),
      ),
  );
  return vscode.Disposable.from(updates, { dispose: () => running?.dispose() });
}

/** Returns what ends it. */
function start(deps: AutoShareNewDeps, serviceUrl: string): () => void {
  const auto = new AutoShare({
    source: deps.source,
    journal: deps.autoJournal,
    sessions: deps.sessions,
    mayShare: (session, since) => mayShare(deps, session, since),
    isShared: (sessionId) => deps.registry.list().some((record) => record.sessionId === sessionId),
    share: async (session, remember, signal) => {
      const terms = await unattendedTerms(deps.policies, serviceUrl, deps.settings.expiry());
      const request: ShareRequest = {
        session,
        serviceUrl,
        ...terms,
        isUnattended: true,
        onUploaded: remember,
      };
      await deps.sharing.share(request, () => undefined, signal);
      deps.log.info(`shared ${session.id} automatically`);
    },
    onError: (error) => void report(deps, serviceUrl, error, () => auto.retryNow()),
  });
  auto.check();
  const watch = deps.source.watch(() => auto.check());
  const shares = deps.registry.onDidChange(() => {
    const shared = deps.registry.list().filter(({ phase }) => phase === "shared");
    const ids = shared.map(({ sessionId }) => sessionId);
    void auto.leaveAlone(ids).catch((error) => deps.log.warn(`automatic sharing: ${String(error)}`));
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
async function report(
  deps: AutoShareNewDeps,
  serviceUrl: string,
  error: unknown,
  retry: () => void,
): Promise<void> {
  if (error instanceof ServiceError && error.code === "not_allowed") await deps.policies.refresh(serviceUrl);
  // What has to be updated is told already, once.
  if (error instanceof NotToldError && error.cause instanceof OutdatedError)
    return deps.log.error(error.message);
  const what = vscode.l10n.t("A new session was not shared");
  if (!needsSignIn(error)) return showFailure(deps, what, error, retry);
  const signIn = vscode.l10n.t("Sign In");
  const answer = await deps.dialogs.notify("warning", `${what}: ${error.message}`, signIn);
  if (answer === signIn && (await signInAt(deps, serviceUrl))) retry();
}

/** Whether a session is younger than the consent, and automatic sharing holds in its very directory. */
async function mayShare(
  deps: AutoShareNewDeps,
  session: SessionSummary,
  since: AutoState["since"],
): Promise<boolean> {
  const folders = workspaceFolders();
  const isYoung = (folder: string) => session.createdAt >= (since.get(folder) ?? Infinity);
  if (!folders.some(isYoung)) return false;
  const folder = await folderOf(session.directory, folders);
  if (folder === undefined || !isYoung(folder)) return false;
  return (await deps.settings.mode(session.directory)).mode === "auto";
}
