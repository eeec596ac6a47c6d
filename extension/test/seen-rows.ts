import type * as vscode from "vscode";
import type { Row } from "../ui/views/rows-tree.ts";

/** What is read in rows, in turn. */
export const labels = (rows: readonly Row[] = []) => rows.map(({ item }) => item.label);

/** The name of the icon that is seen beside a row. */
export const iconOf = ({ item }: Row) => (item.iconPath as vscode.ThemeIcon).id;

/** What a screen reader says of a row. */
export const saidOf = ({ item }: Row) => item.accessibilityInformation?.label;
