import * as vscode from "vscode";
import { agentConfigs } from "../../../engine/agents/agents.ts";
import type { Repositories } from "../../../engine/folders/repositories.ts";
import type { AutoConsent } from "../../../engine/mode/auto-consent.ts";
import { type ModeReading, readMode } from "../../../engine/mode/read-mode.ts";
import type { SharingPolicy } from "../../../engine/mode/share-mode.ts";
import { type Expiry, expiryOfDays } from "../../../engine/options/expiry.ts";
import { readServiceAddress } from "../../../protocol/pasted-link.ts";
import { thisMachine } from "./this-machine.ts";
import { workspaceFile, workspaceFolders } from "./workspace-folders.ts";

/** Where the service is when the extension runs from its sources or under test. */
const LOCAL_SERVICE = "http://127.0.0.1:4747";

/** All settings of the extension, read at the moment of asking. */
export interface Settings {
  /** Canonical; undefined when it has not been chosen yet. */
  serviceUrl(): string | undefined;
  /** Writes the user's choice. */
  setServiceUrl(url: string): Thenable<void>;
  /** "" for opencode's own place. */
  storagePath(): string;
  /** The opencode server that somebody named, as they did; "" for none. */
  serverUrl(): string;
  /** Whether lists have the sessions of the whole repository, and not of the open folders alone. */
  listsRepository(): boolean;
  /** When the user wants shares to end; undefined: they have not said. */
  expiry(): Expiry | undefined;
  /** The mode that holds for a directory, and who decided it; without one, what the user alone says. */
  mode(directory?: string): Promise<ModeReading>;
}

export interface SettingsDeps {
  readonly extensionMode: vscode.ExtensionMode;
  readonly consent: AutoConsent;
  readonly repositories: Repositories;
  /** What a service demands of those who share through it, as far as that is known. */
  readonly policyOf: (serviceUrl: string) => SharingPolicy | undefined;
}

export function readSettings({ extensionMode, consent, policyOf, repositories }: SettingsDeps): Settings {
  const sharing = () => vscode.workspace.getConfiguration("opencode.sharing");
  const serviceUrl = () => {
    const chosen = own<string>("opencode.sharing", "serviceUrl");
    if (chosen) return readServiceAddress(chosen);
    return extensionMode === vscode.ExtensionMode.Production ? undefined : LOCAL_SERVICE;
  };
  return {
    serviceUrl,
    setServiceUrl: (url) => sharing().update("serviceUrl", url, vscode.ConfigurationTarget.Global),
    storagePath: () => own<string>("opencode.sharing", "storagePath") ?? "",
    serverUrl: () => own<string>("opencode.sharing", "serverUrl")?.trim() ?? "",
    listsRepository: () => own<string>("opencode.sharing", "listedSessions") !== "folder",
    expiry: () => {
      const days = own<number | null>("opencode.sharing", "defaultExpiry") ?? undefined;
      return days === undefined ? undefined : expiryOfDays(days === 0 ? null : days);
    },
    mode: async (directory) =>
      readMode(directory, {
        user: own<unknown>("opencode", "share"),
        isTrusted: vscode.workspace.isTrusted,
        folder: directory && (await repositories.scopeOf(directory, workspaceFolders())),
        workspaceFile: workspaceFile(),
        configs: agentConfigs,
        machine: thisMachine(),
        serviceUrl: serviceUrl(),
        policyOf,
        consent,
      }),
  };
}

/** The user's own value, whatever a workspace says. */
function own<T>(section: string, key: string): T | undefined {
  return vscode.workspace.getConfiguration(section).inspect<T>(key)?.globalValue;
}
