import * as vscode from "vscode";
import { relativeTime } from "./relative-time.ts";

/** A past time in the words of the window's language, such as “3 hours ago”; ms since 1970. */
export const timeAgo = (then: number, now = Date.now()) => relativeTime(then, now, vscode.env.language);
