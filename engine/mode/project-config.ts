import path from "node:path";
import { type FileSaying, readConfigFile } from "./config-file.ts";
import { PROJECT_FILES, type UserConfigPlaces } from "./config-places.ts";
import { parseOpencodeConfig } from "./opencode-config.ts";
import type { ModeSetting } from "./share-mode.ts";

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
export function readProjectConfig(folders: readonly string[]): Promise<ConfigReading> {
  return read(
    folders.flatMap((folder) => [
      ...PROJECT_FILES.map((name) => path.join(folder, ".opencode", name)),
      ...PROJECT_FILES.map((name) => path.join(folder, name)),
    ]),
  );
}

/** What the configs of the machine and the user say. */
export async function readUserConfig({ files, inline }: UserConfigPlaces): Promise<ConfigReading> {
  const { voice, problems } = await read(files);
  const saying = inline && parseOpencodeConfig(inline.text);
  if (!saying || voice?.mode === "disabled") return { voice, problems };
  return { voice: { mode: saying.mode, from: { kind: "environment", name: inline.name } }, problems };
}

async function read(files: readonly string[]): Promise<ConfigReading> {
  const said = await Promise.all(files.map((file) => readConfigFile(file, parseOpencodeConfig)));
  const sayings = said.filter((saying) => saying !== undefined);
  const heard = sayings.find(({ mode }) => mode === "disabled") ?? sayings[0];
  return { voice: heard && voiceOf(heard), problems: problemsIn(sayings) };
}

export function voiceOf({ mode, path, offset }: FileSaying): ModeSetting {
  return { mode, from: { kind: "file", path, offset } };
}

export function problemsIn(sayings: readonly FileSaying[]): readonly ConfigProblem[] {
  return sayings.flatMap(({ path, offset, problem }) => (problem ? [{ path, offset, problem }] : []));
}
