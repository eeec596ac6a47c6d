import path from "node:path";
import { type ParseError, parseTree } from "jsonc-parser";
import type { AgentConfig, ConfiguredMode, Machine, UserConfigPlaces } from "./agent-config.ts";
import { lineAt, plainValue, propertyOf } from "./json-properties.ts";
import { isShareMode } from "./share-mode.ts";

/** An opencode config in a folder. */
const PROJECT_NAMES = ["opencode.json", "opencode.jsonc"];
/** Its names in the user's and the machine's own folders. */
const USER_NAMES = [...PROJECT_NAMES, "config.json"];
const INLINE = "OPENCODE_CONFIG_CONTENT";

/** The configs of opencode. Source: https://opencode.ai/docs/config (locations, precedence). */
export const opencodeConfig: AgentConfig = {
  projectFiles: [...PROJECT_NAMES.map((name) => `.opencode/${name}`), ...PROJECT_NAMES],
  userPlaces,
  parse: parseOpencodeConfig,
};

function userPlaces({ env, home, platform }: Machine): UserConfigPlaces {
  const { XDG_CONFIG_HOME: chosen, OPENCODE_CONFIG: file, OPENCODE_CONFIG_DIR: folder } = env;
  const configHome = chosen && path.isAbsolute(chosen) ? chosen : path.join(home, ".config");
  const inFolder = (where: string, names: readonly string[]) => names.map((name) => path.join(where, name));
  const text = env[INLINE];
  return {
    files: [
      ...inFolder(machineFolder(platform, env.ProgramData), USER_NAMES),
      ...(folder ? inFolder(path.resolve(folder), PROJECT_NAMES) : []),
      ...inFolder(path.join(home, ".opencode"), PROJECT_NAMES),
      ...(file ? [path.resolve(file)] : []),
      ...inFolder(path.join(configHome, "opencode"), USER_NAMES),
    ],
    inline: text ? { name: INLINE, text } : undefined,
  };
}

function machineFolder(platform: NodeJS.Platform, programData = "C:\\ProgramData"): string {
  if (platform === "darwin") return "/Library/Application Support/opencode";
  return platform === "win32" ? path.join(programData, "opencode") : "/etc/opencode";
}

/**
 * Reads `share`, and `autoshare` of older configs, out of JSON with comments; undefined when it says nothing about
 * them. A text that cannot be read as intended counts as `disabled`: a broken policy must not leak.
 */
export function parseOpencodeConfig(source: string): ConfiguredMode | undefined {
  const text = source.replace(/^\uFEFF/, " ");
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return broken(error.offset, `line ${lineAt(text, error.offset)} is not valid JSON`);
  if (root?.type !== "object") return broken(0, "it is not a JSON object");

  const share = propertyOf(root, "share");
  if (share) {
    const mode = plainValue(share);
    if (isShareMode(mode)) return { mode, offset: share.offset };
    return broken(
      share.offset,
      `“share” in line ${lineAt(text, share.offset)} is not manual, auto or disabled`,
    );
  }
  const autoshare = propertyOf(root, "autoshare");
  if (!autoshare) return undefined;
  const isOn = plainValue(autoshare);
  if (typeof isOn === "boolean") return { mode: isOn ? "auto" : "manual", offset: autoshare.offset };
  return broken(
    autoshare.offset,
    `“autoshare” in line ${lineAt(text, autoshare.offset)} is neither true nor false`,
  );
}

const broken = (offset: number, problem: string): ConfiguredMode => ({ mode: "disabled", offset, problem });
