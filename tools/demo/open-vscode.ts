import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { downloadAndUnzipVSCode } from "@vscode/test-electron";
import { packageExtension } from "../packaging.ts";
import type { ProcessGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import { bringCodeServer } from "../vscode/code-server.ts";
import { type CodeServerOptions, installVsix, startCodeServer } from "../vscode/code-server-process.ts";
import { canDownloadDesktop, hasDisplay } from "../vscode/desktop.ts";
import { writeUserSettings } from "../vscode/user-data.ts";
import { workbenchUrl } from "../vscode/workbench-url.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { demoSettings } from "./demo-settings.ts";
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
    if (await canDownloadDesktop())
      return openDesktop(
        await downloadAndUnzipVSCode({ cachePath: join(root, ".vscode-test") }),
        folders,
        window,
      );
  }
  return openCodeServer(folders, window);
}

const hasCode = () =>
  spawnSync("code", ["--version"], { stdio: "ignore", shell: process.platform === "win32" }).status === 0;

async function openCodeServer(folders: DemoFolders, window: DemoWindow): Promise<OpenedVscode> {
  const codeServer = await bringCodeServer(root);
  const options: CodeServerOptions = {
    workFolder: join(folders.base, "vscode/server"),
    userDataDir: folders.userData,
    extensionsDir: folders.extensions,
    smokeDriver: false,
    env: { OPENCODE_SHARE_OPEN: window.link },
  };
  installVsix(codeServer, options, await packageExtension(join(folders.base, "opencode-share.vsix")));
  const { origin, group } = await startCodeServer(codeServer, options);
  const url = workbenchUrl(origin, { folder: window.workspace });
  if (window.show && hasDisplay()) openInBrowser(url);
  return { where: url, group, stop: () => group.stop() };
}
