import path from "node:path";
import type { AgentConfig, Machine } from "./agent-config.ts";
import { type ModeInFile, readConfigFile } from "./config-file.ts";
import type { ModeSetting, ShareMode } from "./share-mode.ts";

/** A config that cannot be read as intended. */
export interface ConfigProblem {
  readonly path: string;
  readonly offset: number;
  /** The rest of a sentence that begins with the file's name and a colon. */
  readonly problem: string;
}

/** What the configs of some folders say together. */
export interface ConfigReading {
  readonly voice: ModeSetting | undefined;
  readonly problems: readonly ConfigProblem[];
}

/** What a project's configs say, its folders given nearest first. The nearest that speaks is heard; `disabled` from all. */
export function readProjectConfig(
  folders: readonly string[],
  configs: readonly AgentConfig[],
): Promise<ConfigReading> {
  const inFolder = (folder: string) => (config: AgentConfig) =>
    config.projectFiles.map((file) => readConfigFile(path.join(folder, file), config.parse));
  return strictestOf(folders.flatMap((folder) => configs.flatMap(inFolder(folder))));
}

/** What the configs of the machine and the user say, of all agents; `disabled` is heard from each. */
export async function readUserConfig(
  configs: readonly AgentConfig[],
  machine: Machine,
): Promise<ConfigReading> {
  const readings = await Promise.all(configs.map((config) => readUserConfigOf(config, machine)));
  return {
    voice: strictest(readings.flatMap(({ voice }) => voice ?? [])),
    problems: readings.flatMap(({ problems }) => problems),
  };
}

async function readUserConfigOf(config: AgentConfig, machine: Machine): Promise<ConfigReading> {
  const { files, inline } = config.userPlaces(machine);
  const { voice, problems } = await strictestOf(files.map((file) => readConfigFile(file, config.parse)));
  const configured = inline && config.parse(inline.text);
  if (!configured || voice?.mode === "disabled") return { voice, problems };
  return { voice: { mode: configured.mode, from: { kind: "environment", name: inline.name } }, problems };
}

async function strictestOf(files: readonly Promise<ModeInFile | undefined>[]): Promise<ConfigReading> {
  const modes = (await Promise.all(files)).filter((mode) => mode !== undefined);
  const strictestMode = strictest(modes);
  return { voice: strictestMode && voiceOf(strictestMode), problems: problemsIn(modes) };
}

/** The first of those that say `disabled`, else the first of all. */
function strictest<T extends { readonly mode: ShareMode }>(voices: readonly T[]): T | undefined {
  return voices.find(({ mode }) => mode === "disabled") ?? voices[0];
}

export function voiceOf({ mode, path, offset }: ModeInFile): ModeSetting {
  return { mode, from: { kind: "file", path, offset } };
}

export function problemsIn(modes: readonly ModeInFile[]): readonly ConfigProblem[] {
  return modes.flatMap(({ path, offset, problem }) => (problem ? [{ path, offset, problem }] : []));
}
