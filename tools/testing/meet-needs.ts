import { join } from "node:path";
import { messageOf } from "../../primitives/message-of.ts";
import { build } from "../build.ts";
import { bringFirefox } from "../firefox/bring-firefox.ts";
import { packageExtension } from "../packaging.ts";
import { bringNginx } from "../proxies/bring-nginx.ts";
import { bringProxies } from "../proxies/bring-proxies.ts";
import { root } from "../root.ts";
import { bringChromium } from "../vscode/chromium.ts";
import { bringCodeServer } from "../vscode/code-server.ts";
import { canDownloadDesktop } from "../vscode/desktop.ts";
import { NotHereError } from "./not-here-error.ts";
import { NEEDS, type Need, type Suite } from "./suites.ts";

/** What the tests of a suite are told in their environment, why they cannot run, or why they need not on this machine. */
export type Met =
  | { readonly env: Readonly<Record<string, string>> }
  | { readonly problem: string }
  | { readonly absent: string };

/**
 * Brings what suites need, each thing once, and before any of them runs: they share dist/. The build comes after the package,
 * whose smaller one it replaces.
 */
export async function meetNeeds(all: readonly Suite[]): Promise<(suite: Suite) => Met> {
  const hasDesktop = all.some(({ name }) => name === "host") && (await canDownloadDesktop());
  const needsOf = ({ name, needs }: Suite) =>
    name === "host" && hasDesktop ? needs.filter((need) => need === "build") : needs;
  const met = new Map<Need, Met>();
  for (const need of NEEDS)
    if (all.some((suite) => needsOf(suite).includes(need))) met.set(need, await tryToMeet(need));
  return (suite) => {
    let env: Record<string, string> = {};
    for (const need of needsOf(suite)) {
      const result = met.get(need) ?? { env: {} };
      if (!("env" in result)) return result;
      env = { ...env, ...result.env };
    }
    return { env };
  };
}

async function tryToMeet(need: Need): Promise<Met> {
  try {
    return { env: await meet(need) };
  } catch (error) {
    return error instanceof NotHereError ? { absent: error.message } : { problem: messageOf(error) };
  }
}

async function meet(need: Need): Promise<Record<string, string>> {
  switch (need) {
    case "build":
      await build();
      return {};
    case "package":
      return { VSIX_PATH: await packageExtension(join(root, "dist/opencode-share.vsix")) };
    case "code-server":
      await bringCodeServer(root);
      return {};
    case "chromium":
      return { CHROMIUM_PATH: bringChromium() };
    case "nginx":
      return { NGINX_PATH: await bringNginx(root) };
    case "proxies":
      return { PROXIES_PATH: await bringProxies(root) };
    case "firefox":
      return { FIREFOX_PATH: await bringFirefox(root) };
    default:
      return need satisfies never;
  }
}
