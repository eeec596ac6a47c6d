import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bringNode24, headersOf } from "../bootstrap/node.mjs";
import { npm } from "../bootstrap/npm.mjs";
import { withProgress } from "../terminal/progress.ts";
import { aptInstall } from "./apt.ts";

/** VS Code as a server on npm: the same workbench and extension host, shown by a browser. */
export const CODE_SERVER_VERSION = "4.139.1";
/** Native modules that VS Code lives without; the first writes the files of log channels. */
const NATIVE_MODULES = ["@vscode/spdlog", "@vscode/native-watchdog"];
const BUILD_TOOLS = ["g++", "make", "python3"];

/** An installed code-server: the Node it runs on, and its entry script. */
export interface CodeServer {
  readonly node: string;
  readonly entry: string;
}

/**
 * The code-server in `.vscode-test/code-server`, installed when it is not there yet (600 to 800 MB; 35 s at best).
 * An installation that was interrupted goes on where it stopped.
 * @throws Error when this platform cannot run it, or npm fails
 */
export async function bringCodeServer(root: string): Promise<CodeServer> {
  if (process.platform === "win32")
    throw new Error("code-server does not run on Windows: please install VS Code, with `code` on the PATH.");
  const folder = join(root, ".vscode-test/code-server");
  const node = await bringNode24(root);
  const codeServer = { node, entry: join(folder, "node_modules/code-server/out/node/entry.js") };
  const ready = join(folder, ".ready");
  if (readIfThere(ready) === CODE_SERVER_VERSION && existsSync(codeServer.entry)) return codeServer;
  const what = `Installing VS Code for the browser (code-server ${CODE_SERVER_VERSION}, once, 600 to 800 MB: 35 s, or minutes on a slow line or machine)`;
  await withProgress(what, () => install(folder, node));
  writeFileSync(ready, CODE_SERVER_VERSION);
  return codeServer;
}

async function install(folder: string, node: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const dependencies = { "code-server": CODE_SERVER_VERSION };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  await npm(["install", "--ignore-scripts"], { cwd: folder, node });
  const vscode = join(folder, "node_modules/code-server/lib/vscode");
  await npm(["install", "--omit=dev", "--ignore-scripts"], { cwd: vscode, node });
  await buildNativeModules(vscode, node);
}

/** Without them VS Code runs all the same, only its log channels leave no files. */
async function buildNativeModules(vscode: string, node: string): Promise<void> {
  try {
    const missing = BUILD_TOOLS.filter((tool) => !isOnPath(tool));
    if (missing.length > 0) aptInstall(["g++", "make", "python3"]);
    const env = { npm_config_nodedir: dirname(dirname(headersOf(node))), JOBS: "2" };
    await npm(["rebuild", ...NATIVE_MODULES], { cwd: vscode, node, env });
  } catch (error) {
    console.error(`  VS Code will write no log files: ${error instanceof Error ? error.message : error}`);
  }
}

const isOnPath = (tool: string) => spawnSync(tool, ["--version"], { stdio: "ignore" }).status === 0;

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
