import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { STATE_VARIABLE } from "../../engine/registry/state-folder.ts";
import { packBuilt } from "../packaging.ts";
import type { ProcessGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import { withProgress } from "../terminal/progress.ts";
import { bringCodeServer } from "../vscode/code-server.ts";
import { type CodeServerOptions, installVsix, startCodeServer } from "../vscode/code-server-process.ts";
import { canDownloadDesktop, hasDisplay } from "../vscode/desktop.ts";
import { writeUserSettings } from "../vscode/user-data.ts";
import { workbenchUrl } from "../vscode/workbench-url.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { demoSettings } from "./demo-settings.ts";
import { KeptPorts } from "./kept-ports.ts";
import { openDesktop } from "./open-desktop.ts";
import { openInBrowser } from "./open-in-browser.ts";

/** What VS Code is to show. */
export interface DemoWindow {
  readonly workspace: string;
  readonly serviceUrl: string;
  /** The shared session that is open from the beginning. */
  readonly link: string;
  /** False: nothing appears on the screen. */
  readonly show: boolean;
}

/** What the extension is told: what to show, and where `npm start` remembers what is shared. */
export const environmentOf = ({ state }: DemoFolders, { link }: Pick<DemoWindow, "link">) => ({
  OPENCODE_SHARE_OPEN: link,
  [STATE_VARIABLE]: state,
});

/** The opened VS Code. */
export interface OpenedVscode {
  /** What to tell people: an address, or which VS Code it is. */
  readonly where: string;
  readonly group: ProcessGroup;
  stop(): Promise<void>;
}

/**
 * Opens VS Code with the extension, the workspace and the storage, in a profile of its own: the desktop one on the
 * PATH, else a downloaded one, else code-server in the browser.
 */
export async function openVscode(folders: DemoFolders, window: DemoWindow): Promise<OpenedVscode> {
  writeUserSettings(folders.userData, demoSettings(folders, window.serviceUrl));
  if (window.show && hasDisplay()) {
    if (hasCode()) return openDesktop("code", folders, window);
    if (await canDownloadDesktop()) return openDesktop(await downloadDesktop(), folders, window);
  }
  return openCodeServer(folders, window);
}

const hasCode = () =>
  spawnSync("code", ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0;

/** Tells itself how far it is; nothing is downloaded again. */
function downloadDesktop(): Promise<string> {
  console.error(
    "There is no `code` on the PATH: bringing VS Code into .vscode-test (once, some hundred MB) …",
  );
  return downloadAndUnzipVSCode({ cachePath: join(root, ".vscode-test") });
}

async function openCodeServer(folders: DemoFolders, window: DemoWindow): Promise<OpenedVscode> {
  const codeServer = await bringCodeServer(root);
  const ports = new KeptPorts(folders.ports);
  const options: CodeServerOptions = {
    workFolder: join(folders.base, "vscode/server"),
    userDataDir: folders.userData,
    extensionsDir: folders.extensions,
    smokeDriver: false,
    port: await ports.choose("vscode"),
    env: environmentOf(folders, window),
  };
  installVsix(codeServer, options, packBuilt(join(folders.base, "opencode-share.vsix")));
  const { origin, group } = await withProgress("Starting VS Code for the browser", () =>
    startCodeServer(codeServer, options),
  );
  ports.keep("vscode", origin);
  const url = workbenchUrl(origin, { folder: window.workspace });
  if (window.show && hasDisplay()) openInBrowser(url);
  return { where: url, group, stop: () => group.stop() };
}
