import * as vscode from "vscode";
import type { SeenAudience } from "../../../protocol/seen.ts";

import { audienceIcon } from "../words/describe-share.ts";

/** What stands between two facts in a row's description. */
const SEPARATOR = " · ";

/** Facts in one line, those that are there. */
export const joined = (...facts: readonly (string | undefined)[]) => facts.filter(Boolean).join(SEPARATOR);

/** The same for screen readers. */
export const spoken = (...facts: readonly (string | undefined)[]) => facts.filter(Boolean).join(", ");

/** A tooltip's lines, those that are there. */
export const tooltip = (...lines: readonly (string | undefined)[]) =>
  lines.filter((line) => line !== undefined);

/** An icon that says in colour what its shape says too. */
export const icon = (id: string, color?: string) =>
  new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
export const warningIcon = () => icon("warning", "list.warningForeground");
/** What is shared, by who may read it; what anyone may read is broadcast. */
export const sharedIcon = (audience: SeenAudience = "link") =>
  icon(audience === "link" ? "broadcast" : audienceIcon(audience), "charts.green");
