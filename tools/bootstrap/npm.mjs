import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { withFirstOnPath } from "./path.mjs";

const QUIET = ["--no-audit", "--no-fund", "--loglevel=error", "--update-notifier=false"];

/** What npm puts into the environment of a script, and what would steer an npm that the script starts. */
const STEERING =
  /^npm_(?:command|execpath|node_execpath|package_|lifecycle_|config_(?:local_prefix|prefix|global|global_prefix|node_gyp|omit|include|ignore_scripts|workspace|workspaces)$)/i;

/**
 * Where npm's own script is: the npm that runs us, or the one beside this Node; undefined when neither is there.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} execPath
 */
export function findNpm(env, execPath) {
  const bin = dirname(execPath);
  const candidates = [
    env.npm_execpath,
    join(bin, "node_modules/npm/bin/npm-cli.js"),
    join(bin, "../lib/node_modules/npm/bin/npm-cli.js"),
    join(bin, "../share/nodejs/npm/bin/npm-cli.js"),
  ];
  return candidates.find((path) => path !== undefined && /npm-cli\.c?js$/.test(path) && existsSync(path));
}

/**
 * The environment without what an outer npm left in it; settings of people (registry, proxy, cache) stay.
 * @param {NodeJS.ProcessEnv} env
 */
export function withoutNpmNoise(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !STEERING.test(name)));
}

/**
 * Runs npm quietly in a folder, on a Node of choice; only what goes wrong is printed.
 * @param {readonly string[]} args
 * @param {{ cwd: string, node?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<void>}
 * @throws {Error} when npm is not found or fails
 */
export function npm(args, { cwd, node = process.execPath, env = {} }) {
  const cli = findNpm(process.env, process.execPath);
  const [command, first] = cli ? [node, [cli]] : ["npm", []];
  const child = spawn(command, [...first, ...args, ...QUIET], {
    cwd,
    env: { ...withFirstOnPath(dirname(node), withoutNpmNoise(process.env)), ...env },
    stdio: ["ignore", "ignore", "inherit"],
    shell: !cli && process.platform === "win32",
  });
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`npm could not be started: ${error.message}`)));
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`npm ${args.join(" ")} failed in ${cwd}`)),
    );
  });
}
