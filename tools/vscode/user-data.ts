import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the settings of a VS Code's data folder are: the user's, and those of the machine when it is a remote one. */
const PLACES = ["User", "Machine"];

/** Writes the settings of a VS Code's data folder, replacing what was there; they hold for desktop and server alike. */
export function writeUserSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>): void {
  for (const place of PLACES) {
    const folder = join(userDataDir, place);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "settings.json"), `${JSON.stringify(settings, null, 2)}\n`);
  }
}

/** True when the data folder has settings already. */
export function hasUserSettings(userDataDir: string): boolean {
  return existsSync(join(userDataDir, "User/settings.json"));
}
