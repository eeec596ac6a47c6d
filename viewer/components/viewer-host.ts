import type { AccessActions } from "./access.ts";

/** One of several links that do the same elsewhere. */
export interface Choice {
  /** In the menu. */
  readonly name: string;
  /** Of the link, when it is the chosen one. */
  readonly label: string;
  readonly href: string;
}

/** Links of which one is on view and the others are in a menu beside it. */
export interface Choices {
  /** What the menu is for. */
  readonly label: string;
  readonly all: readonly Choice[];
  /** The one that is on view at first. */
  readonly chosen: Choice;
  /** Told of what a reader has taken out of the menu, which is on view from then on. */
  onDidChoose(choice: Choice): void;
}

/** What a reader can do with the share as a whole. A link where there are choices, else a button. */
export interface Action {
  readonly label: string;
  readonly icon: "copy" | "open" | "import" | "editor";
  readonly choices?: Choices;
  readonly isPrimary?: boolean;
  /** What the button says for a moment after it has run. */
  readonly done?: string;
  run?(): Promise<void> | void;
}

/** Where the viewer stands: on a web page or in an editor's panel. */
export interface ViewerHost {
  readonly actions: readonly Action[];
  /** Without it, a viewer only says what a share asks for. */
  readonly access?: AccessActions;
  copyText(text: string): Promise<void> | void;
  /** A link to a message or part of the session, by its anchor. */
  linkTo(anchor: string): string;
  /** Saves a file for the reader; false: they are asked first where to. Without it, files cannot be saved here. */
  saveFile?(name: string, bytes: Uint8Array<ArrayBuffer>): boolean;
  /** Reconnects at once. */
  retry(): void;
  /** Follows the share anew, from the beginning. */
  restart(): void;
  /** Told after each render what is on view; undefined when there is nothing (any more). */
  onDidRender?(title: string | undefined): void;
}
