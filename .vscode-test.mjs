// How `vscode-test` runs the extension-host tests: in a desktop VS Code where one can be downloaded and shown,
// otherwise in code-server. Needs `npm run build` first; `npm run test:host` does both.
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "@vscode/test-cli";
import { TEST_MS } from "./fixtures/limits.ts";
import { makeTokens } from "./fixtures/personal-tokens.ts";
import { policyFileSchema, servicePolicy } from "./service/policy/service-policy.ts";
import { startService } from "./service/start-service.ts";
import { makeTempFolder } from "./tools/process/temp-folder.ts";
import { canDownloadDesktop } from "./tools/vscode/desktop.ts";
import { quietSettings } from "./tools/vscode/quiet-settings.ts";
import { writeUserSettings } from "./tools/vscode/user-data.ts";

const temp = makeTempFolder("host");
const userDataDir = join(temp.path, "user-data");
// A copy: the tests write configs into it.
const workspaceFolder = join(temp.path, "workspace");
cpSync(join(import.meta.dirname, "examples/workspace"), workspaceFolder, { recursive: true });
const service = await startService({ dataDir: join(temp.path, "service") });
// A second one that knows people. The tests find it through a file: only few variables reach them.
const peopleData = join(temp.path, "people");
const ada = { id: "ada", name: "Ada" };
// The last token is to be revoked by signing out.
const people = [ada, { id: "bo" }, { id: "eve", org: "other" }, ada];
const tokens = await makeTokens(peopleData, people);
const policy = servicePolicy("token", policyFileSchema.parse({ expiry: { defaultDays: 14, maxDays: 60 } }));
const { url: peopleUrl } = await startService({ dataDir: peopleData, policy });
writeFileSync(join(temp.path, "people.json"), JSON.stringify({ url: peopleUrl, tokens }));
writeUserSettings(userDataDir, { ...quietSettings, "opencode.sharing.serviceUrl": service.url });

export default defineConfig({
  files: "dist/test/host/**/*.cjs",
  workspaceFolder,
  useInstallation: (await canDownloadDesktop())
    ? undefined
    : { fromPath: join(import.meta.dirname, "tools/vscode/code-in-chromium.ts") },
  launchArgs: [`--user-data-dir=${userDataDir}`, `--extensions-dir=${join(temp.path, "extensions")}`],
  env: {
    XDG_DATA_HOME: join(temp.path, "data"),
    XDG_CONFIG_HOME: join(temp.path, "config"),
    XDG_STATE_HOME: join(temp.path, "state"),
    OPENCODE_DB: undefined,
  },
  mocha: { ui: "bdd", timeout: TEST_MS },
});
