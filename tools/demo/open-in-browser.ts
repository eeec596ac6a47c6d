import { spawn } from "node:child_process";

const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
  linux: ["xdg-open"],
};

/** Opens an address in the default browser, if the system has one; nothing depends on it. */
export function openInBrowser(url: string): void {
  const [command, ...args] = OPENERS[process.platform] ?? [];
  if (!command) return;
  const isCmd = command === "cmd";
  const address = isCmd ? `"${url}"` : url;
  const child = spawn(command, [...args, address], {
    stdio: "ignore",
    detached: true,
    windowsVerbatimArguments: isCmd,
  });
  child.once("error", () => {});
  child.unref();
}
