import * as vscode from "vscode";
import type { SeenAudience } from "../../../protocol/seen.ts";
import { relativeTime } from "../relative-time.ts";
import { audienceIcon } from "../share/describe-share.ts";

/** What stands between two facts in a row's description. */
const SEPARATOR = " · ";

/** A time in words, in the window's language; ms since 1970. */
export const when = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language);
/** The same for the narrow place beside a title. */
export const shortly = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language, "narrow");

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
