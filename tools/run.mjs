// Every npm script starts here: brings the packages and a Node that runs TypeScript, then runs the script: in this process, or
// with that Node in one that lives as long as this. Runs on Node 18 and newer, without any package.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bringNode } from "./bootstrap/node.mjs";
import { bringPackages } from "./bootstrap/packages.mjs";
import { runAsChild } from "./bootstrap/run-as-child.mjs";
import { runHere } from "./bootstrap/run-here.mjs";
import { endWithNpm } from "./process/end-with-parent.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [script, ...args] = process.argv.slice(2);

endWithNpm();
const node = await prepare();
if (script && node === process.execPath) await runHere(resolve(root, script), args);
else if (script && node) runAsChild(node, [resolve(root, script), ...args]);

/** The path of the Node to run the script with; undefined when that failed and was said. */
async function prepare() {
  try {
    if (!script) throw new Error("usage: node tools/run.mjs SCRIPT [arguments…]");
    await bringPackages(root);
    return await bringNode(root);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
    return undefined;
  }
}
