import * as vscode from "vscode";
import type { ModeReading } from "../../../engine/mode/read-mode.ts";
import type { ShareRegistry } from "../../../engine/registry/share-registry.ts";
import type { Sharing } from "../../../engine/sharing/sharing.ts";
import type { OnSome, SessionSummary } from "../../../engine/sources/session-source.ts";
import { messageOf } from "../../../primitives/message-of.ts";
import { whyDisabled } from "../mode/refuse-by-mode.ts";
import { describeOrigin, openLabel } from "../mode/setting-origin.ts";
import type { FolderMode, WindowMode } from "../mode/window-mode.ts";
import { moreRow, noticeRow } from "./notice-row.ts";
import { icon, warningIcon } from "./row-text.ts";
import type { Row } from "./rows-tree.ts";
import { PAGE_SIZE, pageOf } from "./session-list.ts";
import { SessionListing } from "./session-listing.ts";
import { sessionRow } from "./session-row.ts";

export interface SessionRowsDeps {
  readonly hasStorage: () => Promise<boolean>;
  readonly sessions: (onSome?: OnSome) => Promise<readonly SessionSummary[]>;
  readonly registry: ShareRegistry;
  readonly sharing: Sharing;
  readonly mode: WindowMode;
  readonly isSignedIn: (serviceUrl: string) => Promise<boolean>;
  /** How a session's folder is called beside those of the window; "" for the only one. */
  readonly describeFolder: (directory: string) => Promise<string>;
}

/** Why there is nothing to show: the view's welcome depends on it. */
export type SessionsState = "some" | "noStorage" | "empty" | "filtered";

/** The rows of “Sessions”. The storage is read once, until `readAgain`. */
export class SessionRows {
  readonly #deps: SessionRowsDeps;
  readonly #onSome: (rest: Promise<unknown>) => void;
  #listing: SessionListing | undefined;
  #filter = "";
  #limit = PAGE_SIZE;
  /** What the last rows were. */
  state: SessionsState = "some";

  /** @param onSome hears when there are rows to show before all sessions are found; `rest` ends when they are */
  constructor(deps: SessionRowsDeps, onSome: (rest: Promise<unknown>) => void = () => {}) {
    this.#deps = deps;
    this.#onSome = onSome;
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter.trim();
    this.#limit = PAGE_SIZE;
  }

  showMore(): void {
    this.#limit += PAGE_SIZE;
  }

  /** Reads the storage anew for the next rows. Ends when that is over; why it failed, the rows say. */
  async readAgain(): Promise<void> {
    this.#listing = this.#read();
    await this.#listing.whole.catch(() => {});
  }

  async rows(): Promise<readonly Row[]> {
    const { registry, mode } = this.#deps;
    this.#listing ??= this.#read();
    const shares = Promise.all([registry.load(), mode.current ?? mode.update()]);
    try {
      const [found] = await Promise.all([this.#listing.some(), shares]);
      return found ? await this.#rowsOf(found) : this.#none("noStorage");
    } catch (error) {
      this.#listing = undefined;
      this.state = "some";
      return [failureRow(error)];
    }
  }

  #read(): SessionListing {
    const { hasStorage, sessions } = this.#deps;
    // What is shown whole stays whole until it can be replaced.
    const isShown = this.#listing?.isOver;
    const listing = new SessionListing(async (onSome) =>
      (await hasStorage()) ? sessions(isShown ? undefined : onSome) : undefined,
    );
    void listing.begun.then(() => this.#onSome(listing.whole));
    return listing;
  }

  async #rowsOf(sessions: readonly SessionSummary[]): Promise<readonly Row[]> {
    const { shown, hidden } = pageOf(sessions, this.#filter, this.#limit);
    const notices = this.#notices();
    if (shown.length === 0 && (this.#filter || notices.length === 0))
      return this.#none(this.#filter ? "filtered" : "empty");
    this.state = "some";
    const modes = await this.#deps.mode.of(shown.map(({ directory }) => directory));
    const rows = await Promise.all(
      shown.map((session) => this.#rowOf(session, modes.get(session.directory))),
    );
    return [...notices, ...rows, ...(hidden > 0 ? [moreRow(hidden)] : [])];
  }

  #none(state: SessionsState): readonly Row[] {
    this.state = state;
    return [];
  }

  async #rowOf(session: SessionSummary, mode: ModeReading | undefined): Promise<Row> {
    const { registry, sharing, describeFolder, isSignedIn } = this.#deps;
    const record = registry.ofSession(session.id);
    const isLost = record && !(await registry.hasSecret(record.shareId));
    return sessionRow(session, {
      record,
      lost: isLost ? { canManage: await isSignedIn(record.serviceUrl) } : undefined,
      status: sharing.ofSession(session.id)?.status,
      disabledBy: mode?.mode === "disabled" ? mode : undefined,
      folder: await describeFolder(session.directory),
    });
  }

  #notices(): readonly Row[] {
    const disabled = this.#deps.mode.folders.filter(({ reading }) => reading.mode === "disabled");
    return [...disabled.map(disabledRow), ...(vscode.workspace.isTrusted ? [] : [untrustedRow()])];
  }
}

function disabledRow({ folder = "", reading }: FolderMode): Row {
  const open = openLabel(reading.from);
  return noticeRow({
    id: `disabled:${folder}`,
    label: vscode.l10n.t("Sharing is disabled"),
    detail: vscode.l10n.t("by {0}", describeOrigin(reading.from)),
    explanation: whyDisabled(reading),
    icon: icon("circle-slash"),
    ...(open
      ? { command: { command: "opencode.view.openPlace", title: open, arguments: [reading.from] } }
      : {}),
  });
}

function untrustedRow(): Row {
  return noticeRow({
    id: "untrusted",
    label: vscode.l10n.t("Restricted Mode"),
    detail: vscode.l10n.t("nothing is shared automatically, nothing is imported"),
    icon: icon("shield"),
    command: { command: "workbench.trust.manage", title: vscode.l10n.t("Manage Workspace Trust") },
  });
}

function failureRow(error: unknown): Row {
  return noticeRow({
    id: "failure",
    label: vscode.l10n.t("The sessions cannot be read"),
    detail: messageOf(error),
    icon: warningIcon(),
    command: { command: "opencode.refreshSessions", title: vscode.l10n.t("Try Again") },
  });
}
