// `npm run package`: the extension as dist/opencode-share.vsix.
import { join } from "node:path";
import { packageExtension } from "./packaging.ts";
import { runScript } from "./process/run-script.ts";
import { root } from "./root.ts";

await runScript(async () => {
  await packageExtension(join(root, "dist/opencode-share.vsix"));
});
