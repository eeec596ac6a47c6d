import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { AutoConsent } from "../sharing/auto-consent.ts";
import { FileLeases } from "../sharing/file-leases.ts";
import { KnownServices } from "../sharing/known-services.ts";
import { RecordFiles } from "../sharing/record-files.ts";
import { SettledMemory } from "../sharing/settled-memory.ts";
import { type Memory, ShareRegistry } from "../sharing/share-registry.ts";
import { Sharing } from "../sharing/sharing.ts";
import { workspaceSessions } from "../sharing/workspace-sessions.ts";
import type { StorageLocation } from "../sources/opencode/find-storage.ts";
import { StreamingSource } from "../sources/opencode/server/streaming-source.ts";
import type { SessionSource, SessionSummary } from "../sources/session-source.ts";
import { askSessionOnly } from "./ask-session-only.ts";
import { type Dialogs, vscodeDialogs } from "./dialogs.ts";
import { findServers } from "./find-servers.ts";
import { createLog, syncLogOf } from "./log.ts";
import { openStorage } from "./open-storage.ts";
import { readSettings, type Settings } from "./settings.ts";
import { watchWithVscode } from "./watch-files.ts";
import { type FolderMode, WindowMode } from "./window-mode.ts";
import { workspaceFolders } from "./workspace-folders.ts";

/** Everything the features of this window work with. */
export interface App {
  readonly context: vscode.ExtensionContext;
  /** What this extension remembers on this machine. */
  readonly memory: Memory;
  readonly settings: Settings;
  /** The share mode of this window, kept up to date. */
  readonly mode: WindowMode;
  readonly autoConsent: AutoConsent;
  readonly log: vscode.LogOutputChannel;
  readonly dialogs: Dialogs;
  /** Where opencode keeps its sessions. */
  readonly location: StorageLocation;
  readonly source: SessionSource;
  readonly registry: ShareRegistry;
  readonly services: KnownServices;
  readonly sharing: Sharing;
  /** Whether opencode has ever stored anything here; nothing is watched or read before. */
  readonly hasStorage: () => Promise<boolean>;
  /** The root sessions of this window's folders, last updated first. */
  readonly sessions: () => Promise<readonly SessionSummary[]>;
  readonly clientOf: (serviceUrl: string) => ServiceClient;
}

/** Puts the parts together; nothing is opened, read or sent yet. */
export function createApp(context: vscode.ExtensionContext, dialogs: Dialogs = vscodeDialogs): App {
  const log = createLog();
  const memory = new SettledMemory(context.globalState);
  const autoConsent = new AutoConsent(memory);
  const { extensionMode } = context;
  const settings = readSettings({ extensionMode, consent: autoConsent, policyOf: () => undefined });
  const mode = new WindowMode(() => readFolderModes(settings));
  const report = (message: string) => log.warn(message);
  const storage = openStorage(settings, report);
  const { source } = storage;
  const note = (message: string) => log.info(message);
  const streaming = new StreamingSource({
    storage: source,
    finder: findServers(settings, note),
    report: note,
  });
  // The same for all windows of this user: they remember the same shares, and take turns in syncing them.
  const folder = context.globalStorageUri.fsPath;
  const common = { watchFiles: watchWithVscode, report };
  const records = new RecordFiles({ folder: path.join(folder, "shares"), ...common });
  const registry = new ShareRegistry({ records, secrets: context.secrets, report });
  const leases = new FileLeases({ folder, ...common, onWake: () => sharing.retryNow() });
  const clientOf = (serviceUrl: string) => new ServiceClient(serviceUrl);
  const sharing = new Sharing({
    source,
    streaming,
    registry,
    leases,
    clientOf,
    logOf: (record) => syncLogOf(log, record),
    mayForget: askSessionOnly(dialogs),
  });
  const stop = { dispose: () => void sharing.dispose() };
  context.subscriptions.push(leases, stop, streaming, registry, storage, mode, log);
  return {
    context,
    memory,
    settings,
    mode,
    autoConsent,
    log,
    dialogs,
    get location() {
      return storage.location;
    },
    source,
    registry,
    services: new KnownServices(memory),
    sharing,
    hasStorage: () => exists(storage.location.dataDir),
    sessions: () => workspaceSessions(source, workspaceFolders()),
    clientOf,
  };
}

async function readFolderModes(settings: Settings): Promise<readonly FolderMode[]> {
  const folders: readonly (string | undefined)[] = workspaceFolders();
  const read = async (folder: string | undefined) => ({ folder, reading: await settings.mode(folder) });
  return Promise.all((folders.length > 0 ? folders : [undefined]).map(read));
}

async function exists(path: string): Promise<boolean> {
  return vscode.workspace.fs.stat(vscode.Uri.file(path)).then(
    () => true,
    () => false,
  );
}
