import * as vscode from "vscode";
import { relativeTime } from "./relative-time.ts";

/** A time in words, in the window's language; ms since 1970. */
export const when = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language);
/** The same for the narrow place beside a title. */
export const shortly = (at: number, now = Date.now()) => relativeTime(at, now, vscode.env.language, "narrow");
