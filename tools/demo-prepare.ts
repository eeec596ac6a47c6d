// `npm run demo:prepare`: what the development host of F5 shows: the extension built, its workspace and its storage.
import { join } from "node:path";
import { build } from "./build.ts";
import { demoFolders } from "./demo/demo-folders.ts";
import { demoSettings } from "./demo/demo-settings.ts";
import { prepareDemo } from "./demo/prepare-demo.ts";
import { runScript } from "./process/run-script.ts";
import { root } from "./root.ts";
import { writeUserSettings } from "./vscode/user-data.ts";

/** Where the launch configuration “Service” listens. */
const SERVICE_URL = "http://127.0.0.1:4747";

await runScript(async () => {
  await build();
  const folders = demoFolders(join(root, ".demo"));
  await prepareDemo(folders, join(root, "examples"));
  writeUserSettings(folders.userData, demoSettings(folders, SERVICE_URL));
});
