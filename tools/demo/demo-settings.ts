import { quietSettings } from "../vscode/quiet-settings.ts";
import type { DemoFolders } from "./demo-folders.ts";

/** User settings of the demo's VS Code: this service, and never the user's real sessions. */
export function demoSettings({ storage }: DemoFolders, serviceUrl: string): Record<string, unknown> {
  return {
    ...quietSettings,
    "opencode.sharing.serviceUrl": serviceUrl,
    "opencode.sharing.storagePath": storage,
  };
}
