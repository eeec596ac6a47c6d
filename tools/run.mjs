// Every npm script starts here: brings the packages and a Node that runs TypeScript, then runs the script with it.
// Runs on Node 18 and newer, without any package.
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bringNode } from "./bootstrap/node.mjs";
import { bringPackages } from "./bootstrap/packages.mjs";
import { runAsChild } from "./bootstrap/run-as-child.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const [script, ...args] = process.argv.slice(2);

try {
  if (!script) throw new Error("usage: node tools/run.mjs SCRIPT [arguments…]");
  await bringPackages(root);
  const node = await bringNode(root);
  runAsChild(node, [resolve(root, script), ...args]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
