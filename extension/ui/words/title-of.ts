import * as vscode from "vscode";
import { plainText } from "../shown/plain-text.ts";

/** How a session is called, in a row or within a sentence, whoever named it. */
export const titleOf = (title: string) => plainText(title) || vscode.l10n.t("Untitled session");

/** The same of a session, or its share. */
export const nameOf = ({ title }: { readonly title: string }) => titleOf(title);
