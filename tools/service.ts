// `npm run service`: the service alone, set up by the SHARE_… variables of the environment.
import { join } from "node:path";
import { runAsChild } from "./bootstrap/run-as-child.mjs";
import { build } from "./build.ts";
import { root } from "./root.ts";

try {
  await build();
  runAsChild(process.execPath, [join(root, "dist/service/main.js")]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
