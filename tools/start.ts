// `npm start`: the whole product on this machine, with a sample session that is shared and followed.
// `--fresh` begins with new sample data, `--no-open` (or OPENCODE_SHARE_NO_OPEN=1) shows nothing on the screen.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { demoFolders } from "./demo/demo-folders.ts";
import { openInBrowser } from "./demo/open-in-browser.ts";
import { openVscode } from "./demo/open-vscode.ts";
import { prepareDemo } from "./demo/prepare-demo.ts";
import { announceDemo, findRunningDemo } from "./demo/running-demo.ts";
import { shareDemo } from "./demo/share-demo.ts";
import { startDemoService } from "./demo/start-service.ts";
import { endOnSignals } from "./process/end-on-signals.ts";
import { root } from "./root.ts";
import { withProgress } from "./terminal/progress.ts";
import { hasDisplay } from "./vscode/desktop.ts";

const flags = new Set(process.argv.slice(2));
const show = !flags.has("--no-open") && !process.env.OPENCODE_SHARE_NO_OPEN;
const folders = demoFolders(join(root, ".demo"));
/** What to stop, in the order of starting. */
const started: (() => Promise<void>)[] = [];
let stopping = false;

endOnSignals(async () => {
  console.log("\nStopping …");
  await stopAll();
});
try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exit(1);
}

async function start(): Promise<void> {
  const other = findRunningDemo(folders);
  if (other) throw new Error(`npm start runs already (process ${other.pid}): ${other.link}`);
  if (flags.has("--fresh")) rmSync(folders.base, { recursive: true, force: true });
  await build();
  const { workspace, session } = await prepareDemo(folders, join(root, "examples"));
  const { url: serviceUrl, group } = await withProgress("Starting the service", () =>
    startDemoService(folders),
  );
  started.push(() => group.stop(6000));
  void group.exited.then(serviceEnded);
  const share = await withProgress(`Sharing “${session.title}”`, () =>
    shareDemo(folders, session, serviceUrl),
  );
  started.push(() => share.dispose());
  announceDemo(folders, { sessionId: session.id, link: share.link });
  const window = { workspace, serviceUrl, link: share.link, show };
  console.error("Opening VS Code …");
  const vscode = await openVscode(folders, window);
  started.push(() => vscode.stop());
  if (show && hasDisplay()) openInBrowser(share.link);
  console.log(summary(share.link, vscode.where, serviceUrl));
}

function summary(link: string, vscode: string, serviceUrl: string): string {
  return `
  The sample session is shared:

    Link      ${link}
    VS Code   ${vscode}
    Service   ${serviceUrl}   (API at ${serviceUrl}/docs, log in .demo/service.log)

  Try next:
    npm run demo:agent      an agent goes on with the session: watch the page and VS Code grow
    in VS Code, press F1    “OpenCode: Share Session”, “Unshare”, “Open Shared Session”

  Ctrl-C stops everything.
`;
}

async function stopAll(): Promise<void> {
  stopping = true;
  for (const stop of started.splice(0).reverse()) await stop();
}

async function serviceEnded(code: number | null): Promise<void> {
  if (stopping) return;
  console.error(`The service ended with code ${code ?? "none"}; see .demo/service.log.`);
  await stopAll();
  process.exit(1);
}
