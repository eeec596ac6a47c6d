import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { describeFolder } from "../../engine/folders/describe-folder.ts";
import { Repositories } from "../../engine/folders/repositories.ts";
import { workspaceSessions } from "../../engine/folders/workspace-sessions.ts";
import { FileLeases } from "../../engine/leases/file-leases.ts";
import { AutoConsent } from "../../engine/mode/auto-consent.ts";
import { AutoJournal } from "../../engine/mode/auto-journal.ts";
import { RecordFiles } from "../../engine/registry/record-files.ts";
import { SerializedMemento } from "../../engine/registry/serialized-memento.ts";
import { ShareRegistry } from "../../engine/registry/share-registry.ts";
import { placesIn } from "../../engine/registry/state-folder.ts";
import { Accounts } from "../../engine/services/accounts.ts";
import { KnownServices } from "../../engine/services/known-services.ts";
import { RemoteShares } from "../../engine/services/remote-shares.ts";
import { ServicePolicies } from "../../engine/services/service-policies.ts";
import { Sharing } from "../../engine/sharing/sharing.ts";
import { parseApart } from "../../engine/sources/json-apart.ts";
import { StreamingSource } from "../../engine/sources/opencode/server/streaming-source.ts";
import { existingPlaces } from "../../engine/sources/opencode/storage-places.ts";
import type { OnSome } from "../../engine/sources/session-source.ts";
import { type Dialogs, vscodeDialogs } from "./editor/dialogs.ts";
import { findServers } from "./editor/find-servers.ts";
import { createLog, syncLogOf } from "./editor/log.ts";
import { openStorage } from "./editor/open-storage.ts";
import { rememberingOf } from "./editor/remembering.ts";
import { readSettings, type Settings } from "./editor/settings.ts";
import { watchWithVscode } from "./editor/watch-files.ts";
import { workspaceFolders } from "./editor/workspace-folders.ts";
import { type FolderMode, WindowMode } from "./mode/window-mode.ts";
import { askEphemeral } from "./share/ask-ephemeral.ts";

/** Everything the features of a window work with; each takes the slice that it needs. */
export type WindowParts = ReturnType<typeof createWindowParts>;

/** Puts the parts together; nothing is opened, read or sent yet. */
export function createWindowParts(context: vscode.ExtensionContext, dialogs: Dialogs = vscodeDialogs) {
  const log = createLog();
  const memory = new SerializedMemento(context.globalState);
  const autoConsent = new AutoConsent(memory);
  const { extensionMode } = context;
  const report = (message: string) => log.warn(message);
  const signedIn = new Accounts({ secrets: context.secrets, report });
  const clientOf = clientsFor(signedIn);
  const policies = new ServicePolicies(clientOf, memory);
  const policyOf = (serviceUrl: string) => policies.heard(serviceUrl);
  const repositories = new Repositories();
  const settings = readSettings({ extensionMode, consent: autoConsent, policyOf, repositories });
  const mode = new WindowMode({
    read: () => readFolderModes(settings),
    readAt: async (directory) =>
      (await repositories.scopeOf(directory, workspaceFolders())) === undefined
        ? undefined
        : settings.mode(directory),
  });
  const storage = openStorage(settings, report);
  const { source } = storage;
  const note = (message: string) => log.info(message);
  const streaming = new StreamingSource({
    storage: source,
    finder: findServers(settings, note),
    report: note,
  });
  // The same for all windows of this user: they remember the same shares, and take turns in syncing them.
  const { folder, secrets } = rememberingOf(context, report);
  const common = { watchFiles: watchWithVscode, report };
  const records = new RecordFiles({ folder: placesIn(folder).records, ...common });
  const registry = new ShareRegistry({ records, secrets, report });
  const leases = new FileLeases({ folder, ...common, onWake: () => sharing.retryNow() });
  const isSignedIn = async (serviceUrl: string) => (await signedIn.of(serviceUrl)) !== undefined;
  const sharing = new Sharing({
    source: streaming,
    registry,
    leases,
    clientOf,
    isSignedIn,
    logOf: (record) => syncLogOf(log, record),
    mayForget: askEphemeral(dialogs),
  });
  const remoteChanges = new vscode.EventEmitter<void>();
  const remote = new RemoteShares({
    sessions: () => signedIn.list(),
    clientOf,
    onDidChange: () => remoteChanges.fire(),
  });
  const stop = { dispose: () => void sharing.dispose() };
  context.subscriptions.push(leases, stop, streaming, registry, storage, mode, remoteChanges, log);
  return {
    context,
    memory,
    settings,
    mode,
    autoConsent,
    autoJournal: new AutoJournal(path.join(folder, "auto-share.jsonl"), report),
    log,
    dialogs,
    get location() {
      return storage.location;
    },
    source,
    registry,
    leases,
    signedIn,
    isSignedIn,
    policies,
    remote,
    onDidChangeRemote: remoteChanges.event,
    services: new KnownServices(memory),
    sharing,
    storagePlaces: () => storage.places,
    hasStorage: async () => existingPlaces(storage.places).length > 0,
    sessions: (onSome?: OnSome) =>
      workspaceSessions(source, workspaceFolders(), {
        onSome,
        repositories: settings.listsRepository() ? repositories : undefined,
      }),
    describeFolder: (directory: string) => describeFolder(directory, workspaceFolders(), repositories),
    clientOf,
  };
}

/** Clients that send what the person is signed in with, and forget it when the service does not take it any more. */
function clientsFor(signedIn: Accounts): (serviceUrl: string) => ServiceClient {
  const clients = new Map<string, ServiceClient>();
  return (serviceUrl) => {
    const client =
      clients.get(serviceUrl) ??
      new ServiceClient(serviceUrl, {
        token: async () => (await signedIn.of(serviceUrl))?.token,
        parseLarge: parseApart,
        onTokenRefused: (token) => void signedIn.dropToken(token),
      });
    clients.set(serviceUrl, client);
    return client;
  };
}

async function readFolderModes(settings: Settings): Promise<readonly FolderMode[]> {
  const folders: readonly (string | undefined)[] = workspaceFolders();
  const read = async (folder: string | undefined) => ({ folder, reading: await settings.mode(folder) });
  return Promise.all((folders.length > 0 ? folders : [undefined]).map(read));
}
