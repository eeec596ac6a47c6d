import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { startGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import type { DemoFolders } from "./demo-folders.ts";
import type { DemoWindow, OpenedVscode } from "./open-vscode.ts";

/** Opens a desktop VS Code that knows nothing of its user's own one. */
export async function openDesktop(
  command: string,
  folders: DemoFolders,
  window: DemoWindow,
): Promise<OpenedVscode> {
  const { OPENCODE_DB, ELECTRON_RUN_AS_NODE, ...env } = process.env;
  const startedAt = Date.now();
  const group = startGroup(command, argumentsFor(folders, window), {
    env: { ...env, OPENCODE_SHARE_OPEN: window.link },
    stdio: "ignore",
    shell: process.platform === "win32",
  });
  return {
    where: "a VS Code window of its own (profile in .demo/vscode)",
    group,
    async stop() {
      stopMainProcess(folders, startedAt);
      await group.stop();
    },
  };
}

function argumentsFor({ userData, extensions }: DemoFolders, { workspace }: DemoWindow): string[] {
  return [
    "--new-window",
    `--user-data-dir=${userData}`,
    `--extensions-dir=${extensions}`,
    `--extensionDevelopmentPath=${root}`,
    "--disable-workspace-trust",
    "--skip-welcome",
    "--skip-release-notes",
    ...(process.platform === "linux" ? ["--no-sandbox"] : []),
    workspace,
  ];
}

/** The `code` command hands over to a process of its own, which leaves its id in the profile; one of an earlier run counts no more. */
function stopMainProcess({ userData }: DemoFolders, startedAt: number): void {
  const lock = join(userData, "code.lock");
  try {
    if (statSync(lock).mtimeMs >= startedAt) process.kill(Number(readFileSync(lock, "utf8")), "SIGTERM");
  } catch {
    // It has ended already.
  }
}
