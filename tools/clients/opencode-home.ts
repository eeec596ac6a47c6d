import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../root.ts";
import { provideSdk } from "./provider-sdk.ts";
import { bundledRipgrep } from "./ripgrep.ts";

/** Where an opencode lives that must not see this machine's own: its folders, and the environment that names them. */
export interface OpencodeHome {
  readonly env: NodeJS.ProcessEnv;
  /** What plays `~/.local/share/opencode`. */
  readonly dataDir: string;
  /** The project it works in, a git repository. */
  readonly workspace: string;
}

export interface OpencodeHomeOptions {
  /** Which release is to live there. */
  readonly version: string;
  /** An existing folder for all of it. */
  readonly folder: string;
  /** Where its model is. */
  readonly modelUrl: string;
}

/** Makes such a place. Whoever lives there does not need the network. */
export async function makeOpencodeHome(options: OpencodeHomeOptions): Promise<OpencodeHome> {
  const { version, folder, modelUrl } = options;
  const place = (...names: string[]) => join(folder, ...names);
  const folders = ["home", "data", "config/opencode", "cache/opencode", "state", "workspace"];
  for (const name of folders) mkdirSync(place(name), { recursive: true });
  for (const name of ["opencode.json", ...(version.startsWith("0.1.") ? ["config.json"] : [])])
    writeFileSync(place("config/opencode", name), JSON.stringify(config(modelUrl)));
  writeFileSync(place("cache/opencode/models.json"), JSON.stringify(KNOWN_MODELS));
  await provideSdk(root, version, place("cache/opencode"));
  writeFileSync(place("workspace/README.md"), "# Prices\n");
  makeRepository(place("workspace"));
  const env = {
    PATH: [process.env.PATH, bundledRipgrep(root)].filter(Boolean).join(delimiter),
    HOME: place("home"),
    XDG_DATA_HOME: place("data"),
    XDG_CONFIG_HOME: place("config"),
    XDG_CACHE_HOME: place("cache"),
    XDG_STATE_HOME: place("state"),
    OPENCODE_DISABLE_AUTOUPDATE: "1",
    OPENCODE_DISABLE_DEFAULT_PLUGINS: "1",
    OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
    OPENCODE_DISABLE_MODELS_FETCH: "1",
  };
  return { env, dataDir: place("data/opencode"), workspace: place("workspace") };
}

/** What opencode looks up of models; early releases do not start when their own provider is missing. */
const KNOWN_MODELS = { opencode: { id: "opencode", name: "opencode", env: [], models: {} } };

function config(modelUrl: string) {
  const model = { name: "Stub", tool_call: true, limit: { context: 200_000, output: 8_192 } };
  const provider = {
    name: "Stub",
    npm: "@ai-sdk/openai-compatible",
    options: { baseURL: modelUrl, apiKey: "none" },
    models: { stub: model },
  };
  return { autoupdate: false, model: "stub/stub", provider: { stub: provider } };
}

/** opencode keeps a session by its repository's first commit. */
function makeRepository(folder: string): void {
  const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
  const commit = [...author, "commit", "-q", "--no-gpg-sign", "-m", "Begin"];
  for (const args of [["init", "-q"], ["add", "-A"], commit]) {
    const { status, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`git ${args.join(" ")} failed: ${stderr}`);
  }
}
