import { cpSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../bootstrap/npm.mjs";

/** The package through which opencode speaks to a model of one's own. */
const SDK = "@ai-sdk/openai-compatible";
/** How these releases mark their cache; another mark makes them empty it. */
const CACHE_MARK = "9";

/**
 * Puts the SDK into an opencode's cache as if it had fetched it. Up to 1.0 it is not in the binary, and what they fetch
 * is the newest one, which has moved on since.
 */
export async function provideSdk(root: string, version: string, cache: string): Promise<void> {
  const release = sdkOf(version);
  if (!release) return;
  const folder = join(root, ".cache/opencode/sdk", release);
  const modules = join(folder, "node_modules");
  if (!existsSync(join(modules, SDK))) {
    mkdirSync(folder, { recursive: true });
    const args = ["install", `${SDK}@${release}`, "--prefix", folder, "--no-save", "--ignore-scripts"];
    await npm(args, { cwd: root });
  }
  cpSync(modules, join(cache, "node_modules"), { recursive: true });
  writeFileSync(join(cache, "package.json"), JSON.stringify({ dependencies: { [SDK]: "latest" } }));
  writeFileSync(join(cache, "version"), CACHE_MARK);
}

/** The SDK's release of that time; undefined where the binary has its own. */
function sdkOf(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major === 0) return minor <= 1 ? "0.2.16" : "1.0.27";
  return major === 1 && minor === 0 ? "1.0.27" : undefined;
}
