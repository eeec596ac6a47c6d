import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { Dialogs } from "../editor/dialogs.ts";
import type { Settings } from "../editor/settings.ts";
import { describeOrigin, nameFile, openLabel, openOrigin } from "./setting-origin.ts";
import type { WindowMode } from "./window-mode.ts";

export interface RefuseByModeDeps {
  readonly dialogs: Dialogs;
  readonly mode: WindowMode;
  readonly settings: Settings;
}

/**
 * True when sharing is disabled where a session works, or everywhere in this window when none is given; says by whom,
 * and offers to open it.
 */
export async function refuseByMode(deps: RefuseByModeDeps, directory?: string): Promise<boolean> {
  if (directory === undefined) await deps.mode.update();
  const reading = directory === undefined ? deps.mode.current : await deps.settings.mode(directory);
  if (reading?.mode !== "disabled") return false;
  // No event may have told of what was found: the window obeys it, too.
  if (directory !== undefined) await deps.mode.update();
  const open = openLabel(reading.from);
  // Not awaited: the notification may stay for long.
  void deps.dialogs.notify("warning", whyDisabled(reading), ...(open ? [open] : [])).then((answer) => {
    if (answer && answer === open) void openOrigin(reading.from);
  });
  return true;
}

/** One sentence that names what disables sharing. */
export function whyDisabled({ from, problems }: ModeReading): string {
  const broken = from.kind === "file" ? problems.find(({ path }) => path === from.path) : undefined;
  return broken
    ? vscode.l10n.t(
        "Sharing is disabled here as long as {0} is broken: {1}.",
        nameFile(broken.path),
        broken.problem,
      )
    : vscode.l10n.t("Sharing is disabled here by {0}.", describeOrigin(from));
}
