import * as vscode from "vscode";
import type { SeenAudience } from "../../../protocol/seen.ts";
import { relativeTime } from "../relative-time.ts";
import { audienceIcon } from "../share/share-words.ts";

/** What stands between two facts in a row's description. */
const SEPARATOR = " · ";

/** A time in words, in the window's language; ms since 1970. */
export const when = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language);
/** The same for the narrow place beside a title. */
export const shortly = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language, "narrow");

export const titleOf = (title: string) => title || vscode.l10n.t("Untitled session");

/** Facts in one line, those that are there. */
export const joined = (...facts: readonly (string | undefined)[]) => facts.filter(Boolean).join(SEPARATOR);

/** The same for screen readers. */
export const spoken = (...facts: readonly (string | undefined)[]) => facts.filter(Boolean).join(", ");

/** A tooltip of a title and lines; whatever they say is shown as it is, nothing in them is Markdown. */
export function tooltip(title: string, ...lines: readonly (string | undefined)[]): vscode.MarkdownString {
  const paragraphs = lines.flatMap((line) => (line ? [plain(line)] : []));
  return new vscode.MarkdownString([`**${plain(title)}**`, ...paragraphs].join("\n\n"));
}

/** Markdown of a text. VS Code would hold its words together, and break a long line within one. */
function plain(text: string): string {
  const { value } = new vscode.MarkdownString().appendText(text.trim());
  return value.replaceAll(/(?<=\S)&nbsp;(?=\S)/g, " ");
}

/** An icon that says in colour what its shape says too. */
export const icon = (id: string, color?: string) =>
  new vscode.ThemeIcon(id, color === undefined ? undefined : new vscode.ThemeColor(color));
export const warningIcon = () => icon("warning", "list.warningForeground");
/** What is shared, by who may read it; what anyone may read is broadcast. */
export const sharedIcon = (audience: SeenAudience = "link") =>
  icon(audience === "link" ? "broadcast" : audienceIcon(audience), "charts.green");
