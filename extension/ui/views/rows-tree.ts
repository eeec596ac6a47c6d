import * as vscode from "vscode";
import { plainLines } from "../shown/plain-text.ts";

/** What the commands of a row's menu are about. */
export interface RowTarget {
  readonly sessionId?: string;
  readonly shareId?: string;
  /** Leads to the share. */
  readonly link?: string;
  readonly title?: string;
  /** Its link works though nobody here can end it. */
  readonly isReadable?: boolean;
}

/** A row of a view: what is shown, and what it stands for. */
export interface Row {
  readonly item: vscode.TreeItem;
  readonly target: RowTarget;
  /** Lines, made when somebody points at the row. */
  readonly tooltip?: () => readonly string[];
  /** What stands below it. */
  readonly children?: readonly Row[];
}

/** A tree of rows. They are asked for when VS Code shows them, never before. */
export class RowsTree implements vscode.TreeDataProvider<Row> {
  readonly #rows: () => Promise<readonly Row[]>;
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.#changes.event;
  #isAskedFor = false;

  constructor(rows: () => Promise<readonly Row[]>) {
    this.#rows = rows;
  }

  /** Shows the rows anew; a view that is hidden waits until it is shown. What nobody has asked for yet is new enough. */
  refresh(): void {
    if (this.#isAskedFor) this.#changes.fire();
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row.item;
  }

  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    if (row.tooltip) item.tooltip ??= plainLines(row.tooltip());
    return item;
  }

  async getChildren(row?: Row): Promise<Row[]> {
    this.#isAskedFor = true;
    return [...(row ? (row.children ?? []) : await this.#rows())];
  }

  dispose(): void {
    this.#changes.dispose();
  }
}
