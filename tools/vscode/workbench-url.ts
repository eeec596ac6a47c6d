import { resolve } from "node:path";

/** What a workbench in the browser shows and develops; paths are the server's. */
export interface WorkbenchTarget {
  readonly folder?: string | undefined;
  readonly extensionDevelopmentPaths?: readonly string[] | undefined;
  readonly extensionTestsPath?: string | undefined;
}

/** The address of a code-server's workbench. The development paths count only when its smoke-test driver is on. */
export function workbenchUrl(origin: string, target: WorkbenchTarget): string {
  const url = new URL(origin);
  if (target.folder) url.searchParams.set("folder", resolve(target.folder));
  else url.searchParams.set("ew", "true");
  const remote = (path: string) => `vscode-remote://${url.host}${resolve(path)}`;
  const payload = (target.extensionDevelopmentPaths ?? []).map((path) => [
    "extensionDevelopmentPath",
    remote(path),
  ]);
  if (target.extensionTestsPath) payload.push(["extensionTestsPath", remote(target.extensionTestsPath)]);
  if (payload.length > 0) url.searchParams.set("payload", JSON.stringify(payload));
  return url.href;
}
