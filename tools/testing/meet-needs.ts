import { join } from "node:path";
import { build } from "../build.ts";
import { packageExtension } from "../packaging.ts";
import { root } from "../root.ts";
import { bringChromium } from "../vscode/chromium.ts";
import { bringCodeServer } from "../vscode/code-server.ts";
import { canDownloadDesktop } from "../vscode/desktop.ts";
import type { Need, Suite } from "./suites.ts";

/** Brings what a suite needs, and returns what its tests are told in their environment. */
export async function meetNeeds({ name, needs }: Suite): Promise<Record<string, string>> {
  if (name === "host" && (await canDownloadDesktop())) return meet("build");
  const met: Record<string, string> = {};
  for (const need of needs) Object.assign(met, await meet(need));
  return met;
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
    default:
      return need satisfies never;
  }
}
