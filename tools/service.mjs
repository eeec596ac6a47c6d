// `npm run service`: the service alone, in this process, set up by the SHARE_… variables of the environment. Builds when the
// sources have changed. Runs on every Node that the service runs on.
import { spawnSync } from "node:child_process";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isBuilt } from "./bootstrap/built-from.mjs";
import { bringNode } from "./bootstrap/node.mjs";
import { bringPackages } from "./bootstrap/packages.mjs";
import { endWithNpm } from "./process/end-with-parent.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

endWithNpm();
if (await prepare()) await import(pathToFileURL(join(root, "dist/service/main.js")).href);

/** False when that failed, and was said. */
async function prepare() {
  try {
    await bringPackages(root);
    if (!isBuilt(root)) build(await bringNode(root));
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    return false;
  }
}

/**
 * @param {string} node
 * @throws {Error} when it fails; esbuild has said why
 */
function build(node) {
  const { status } = spawnSync(node, [join(root, "esbuild.mjs")], { stdio: "inherit" });
  if (status !== 0) throw new Error(`The build failed with code ${status ?? "none"}.`);
}
