import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { aptInstall } from "./apt.ts";

/** Where browsers of the Chromium family are, by platform; the first that exists is taken. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  linux: [
    "/usr/lib/chromium/chromium",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/microsoft-edge",
  ],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"],
};
const WINDOWS_ROOTS = ["ProgramFiles", "ProgramFiles(x86)", "LocalAppData"];

/** What the search may look at. */
export interface ChromiumSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly platform: string;
  readonly exists: (path: string) => boolean;
}

const HERE: ChromiumSearch = { env: process.env, platform: process.platform, exists: existsSync };

/**
 * A Chromium that is there already: env CHROMIUM_PATH, or where the system has it; undefined when there is none.
 * @throws Error when CHROMIUM_PATH names no file
 */
export function findChromium({ env, platform, exists }: ChromiumSearch = HERE): string | undefined {
  const named = env.CHROMIUM_PATH;
  if (named !== undefined && named !== "") {
    if (exists(named)) return named;
    throw new Error(`CHROMIUM_PATH names ${named}, and there is no such file.`);
  }
  const places = PLACES[platform] ?? [];
  if (platform !== "win32") return places.find(exists);
  const roots = WINDOWS_ROOTS.flatMap((name) => env[name] ?? []);
  return roots.flatMap((root) => places.map((place) => join(root, place))).find(exists);
}

/** The path of a Chromium, downloaded or installed when there is none. @throws Error when nothing helps */
export function bringChromium(): string {
  return findChromium() ?? downloaded() ?? installed();
}

function downloaded(): string | undefined {
  const path = chromium.executablePath();
  if (existsSync(path)) return path;
  console.error("Downloading Chromium (once) …");
  const cli = join(import.meta.dirname, "../../node_modules/playwright-core/cli.js");
  const env = { ...process.env, PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "10000" };
  spawnSync(process.execPath, [cli, "install", "--no-shell", "chromium"], { stdio: "ignore", env });
  return existsSync(path) ? path : undefined;
}

function installed(): string {
  aptInstall(["chromium"]);
  const path = findChromium();
  if (path) return path;
  throw new Error("No Chromium found: install one, or name it with CHROMIUM_PATH.");
}
