import type { AgentConfig, Machine } from "./agent-config.ts";
import type { AutoConsent, ConsentScope } from "./auto-consent.ts";
import {
  type ConfigProblem,
  problemsIn,
  readProjectConfig,
  readUserConfig,
  voiceOf,
} from "./project-config.ts";
import { projectFolders } from "./project-folders.ts";
import { type EffectiveMode, effectiveMode, readShareMode, type SharingPolicy } from "./share-mode.ts";
import { readWorkspaceSettings } from "./workspace-settings.ts";

/** What decides the mode of a directory besides the files in and above it. */
export interface ModeCircumstances {
  /** The user's own `opencode.share` as it is written; undefined when it is not set. */
  readonly user: unknown;
  readonly isTrusted: boolean;
  /** The workspace folder that the directory is in. */
  readonly folder: string | undefined;
  /** The window's .code-workspace file. */
  readonly workspaceFile: string | undefined;
  /** Those of all agents. */
  readonly configs: readonly AgentConfig[];
  readonly machine: Machine;
  /** The user's own choice, never the workspace's. */
  readonly serviceUrl: string | undefined;
  readonly policyOf: (serviceUrl: string) => SharingPolicy | undefined;
  readonly consent: AutoConsent;
}

/** The mode of one directory, with what stood in the way of reading it. */
export interface ModeReading extends EffectiveMode {
  readonly problems: readonly ConfigProblem[];
  /** Whose consent to automatic sharing is missing, or holds. */
  readonly consentScope?: ConsentScope;
}

/** Reads everything that has a voice, now. A directory without a workspace folder has only the user's voices. */
export async function readMode(
  directory: string | undefined,
  circumstances: ModeCircumstances,
): Promise<ModeReading> {
  const { user, isTrusted, folder, workspaceFile, configs, machine, serviceUrl, policyOf, consent } =
    circumstances;
  const place = { home: machine.home, ...(folder ? { workspaceFolder: folder } : {}) };
  const [config, settings, project] = await Promise.all([
    readUserConfig(configs, machine),
    readWorkspaceSettings(folder, workspaceFile),
    directory
      ? projectFolders(directory, place).then((folders) => readProjectConfig(folders, configs))
      : undefined,
  ]);
  const scopes = { user: { kind: "user" }, workspace: { kind: "workspace", folder: folder ?? "" } } as const;
  const held = effectiveMode({
    user: readShareMode(user),
    config: config.voice,
    workspace: [...settings.map(voiceOf), ...(project?.voice ? [project.voice] : [])],
    service: serviceUrl ? { name: new URL(serviceUrl).host, policy: policyOf(serviceUrl) } : undefined,
    isTrusted,
    consent: {
      user: consent.answer(scopes.user, serviceUrl) === true,
      workspace: consent.answer(scopes.workspace, serviceUrl) === true,
    },
  });
  const scope = held.agreed ?? held.awaiting?.scope;
  return {
    ...held,
    problems: [...config.problems, ...problemsIn(settings), ...(project?.problems ?? [])],
    ...(scope ? { consentScope: scopes[scope] } : {}),
  };
}
