// `npm start`: the whole product on this machine, with a sample session that is shared and followed; see `--help`.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.ts";
import { demoFolders } from "./demo/demo-folders.ts";
import { openInBrowser } from "./demo/open-in-browser.ts";
import { openVscode } from "./demo/open-vscode.ts";
import { prepareDemo } from "./demo/prepare-demo.ts";
import { announceDemo, describeRunning, findRunningDemo } from "./demo/running-demo.ts";
import { shareDemo } from "./demo/share-demo.ts";
import { readStartOptions, START_HELP, type StartOptions } from "./demo/start-options.ts";
import { startDemoService } from "./demo/start-service.ts";
import { endOnSignals } from "./process/end-on-signals.ts";
import { root } from "./root.ts";
import { withProgress } from "./terminal/progress.ts";
import { hasDisplay } from "./vscode/desktop.ts";

const folders = demoFolders(join(root, ".demo"));
/** What to stop, in the order of starting. */
const started: (() => Promise<void>)[] = [];
let stopping = false;

endOnSignals(async () => {
  console.log("\nStopping …");
  await stopAll();
});
try {
  const options = readStartOptions(process.argv.slice(2), process.env);
  if (options.help) console.log(START_HELP);
  else await start(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  await stopAll();
  process.exit(1);
}

async function start({ fresh, open }: StartOptions): Promise<void> {
  const other = findRunningDemo(folders);
  if (other) throw new Error(describeRunning(folders, other));
  if (fresh) rmSync(folders.base, { recursive: true, force: true });
  announceDemo(folders);
  await build("--production");
  const { workspace, session } = await prepareDemo(folders, join(root, "examples"));
  const service = await withProgress("Starting the service", () => startDemoService(folders));
  started.push(() => service.group.stop(6000));
  void service.group.exited.then(serviceEnded);
  const share = await withProgress(`Sharing “${session.title}”`, () => shareDemo(folders, session, service));
  started.push(() => share.dispose());
  announceDemo(folders, { sessionId: session.id, link: share.link });
  const window = { workspace, serviceUrl: service.url, link: share.link, show: open };
  console.error(`It is shared: ${share.link}\nOpening VS Code …`);
  const vscode = await openVscode(folders, window);
  started.push(() => vscode.stop());
  if (open && hasDisplay()) openInBrowser(share.link);
  console.log(summary(share.link, vscode.where, service.url));
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

  Ctrl-C stops everything; the next npm start goes on with what is shared. npm start -- --help tells more.
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
