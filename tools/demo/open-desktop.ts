import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { lifeline } from "../process/lifeline.ts";
import { startGroup } from "../process/process-group.ts";
import { root } from "../root.ts";
import type { DemoFolders } from "./demo-folders.ts";
import { type DemoWindow, environmentOf, type OpenedVscode } from "./open-vscode.ts";

/** How often it looks whether the editor has come up, ms. */
const LOOK_MS = 500;

/** Opens a desktop VS Code that knows nothing of its user's own one. */
export async function openDesktop(
  command: string,
  folders: DemoFolders,
  window: DemoWindow,
): Promise<OpenedVscode> {
  const { OPENCODE_DB, ELECTRON_RUN_AS_NODE, ...env } = process.env;
  const startedAt = Date.now();
  const group = startGroup(command, argumentsFor(folders, window), {
    env: { ...env, ...environmentOf(folders, window) },
    stdio: "ignore",
    shell: process.platform === "win32",
  });
  const lookingOut = protectMainProcess(folders, startedAt);
  return {
    where: "a VS Code window of its own (profile in .demo/vscode)",
    group,
    async stop() {
      clearInterval(lookingOut);
      const main = findMainProcess(folders, startedAt);
      if (main !== undefined) process.kill(main, "SIGTERM");
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

/** Has the editor end with this process, however that ends, as soon as it is there; nothing waits for that. */
function protectMainProcess(folders: DemoFolders, startedAt: number): NodeJS.Timeout {
  const timer = setInterval(() => {
    const main = findMainProcess(folders, startedAt);
    if (main === undefined) return;
    clearInterval(timer);
    lifeline().protect(main);
  }, LOOK_MS);
  return timer.unref();
}

/** The `code` command hands over to a process of its own, which leaves its id in the profile; one of an earlier run counts no more. */
function findMainProcess({ userData }: DemoFolders, startedAt: number): number | undefined {
  const lock = join(userData, "code.lock");
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    return statSync(lock).mtimeMs >= startedAt && process.kill(pid, 0) ? pid : undefined;
  } catch {
    return undefined; // It is not there yet, or has ended already.
  }
}
