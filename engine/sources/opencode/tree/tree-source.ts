import { stat } from "node:fs/promises";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { latestFirst } from "../../latest-first.ts";
import { reportOnce } from "../../report-once.ts";
import {
  type Cursor,
  type OnSome,
  type Report,
  SessionGoneError,
  type SessionReading,
  type SessionSource,
  type SessionSummary,
  SourceMissingError,
  SourceUnavailableError,
  type WatchFiles,
} from "../../session-source.ts";
import { ChangeLedger } from "../session/change-ledger.ts";
import { MessageTimes } from "./message-times.ts";
import { undefinedWhenMissing } from "./read-json-file.ts";
import { readSessionTree, type SessionTreeReader } from "./read-session-tree.ts";
import { type IndexedSession, SessionIndex } from "./session-index.ts";
import type { TreeLayout } from "./tree-layout.ts";

export interface TreeSourceDeps {
  /** Makes the layout, given whom to tell of files that are skipped. */
  readonly layout: (report: Report) => TreeLayout;
  readonly watchFiles: WatchFiles;
  /** Hears, once each, what could not be read. */
  readonly report: Report;
}

/**
 * A tree of JSON files. Which files changed is told by their directory entries: events get lost, and only say when to
 * look and at which session.
 */
export class TreeSource implements SessionSource {
  readonly #layout: TreeLayout;
  readonly #reader: SessionTreeReader;
  readonly #index: SessionIndex;
  readonly #watchFiles: WatchFiles;
  /** By the session that a session tree is named after. */
  readonly #ledgers = new Map<string, ChangeLedger>();

  constructor({ layout, watchFiles, report }: TreeSourceDeps) {
    const reportProblem = reportOnce(report);
    this.#layout = layout(reportProblem);
    this.#reader = { layout: this.#layout, times: new MessageTimes(this.#layout), report: reportProblem };
    this.#index = new SessionIndex(this.#layout, reportProblem);
    this.#watchFiles = watchFiles;
  }

  /** A tree that is not there has no sessions. */
  list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    return this.#explained(async () =>
      summariesOf(await this.#index.all(onSome && ((found) => onSome(summariesOf(found))))),
    );
  }

  read(sessionId: string, since?: Cursor): Promise<SessionReading> {
    return this.#explained(async () => {
      const sessionTree = await this.#index.sessionTree(sessionId);
      if (sessionTree.length > 0)
        return readSessionTree(this.#reader, sessionTree, this.#ledgerOf(sessionId), since);
      this.#ledgers.delete(sessionId);
      const { root } = this.#layout;
      throw (await stat(root).catch(undefinedWhenMissing))
        ? new SessionGoneError(sessionId)
        : new SourceMissingError(root);
    });
  }

  watch(onDidChange: (sessionIds: readonly string[] | undefined) => void): Disposable {
    const { root, glob } = this.#layout;
    return this.#watchFiles(root, glob, (path) => {
      const id = this.#layout.sessionAt(path);
      if (id !== undefined) this.#index.noteChange(id, path);
      onDidChange(id === undefined ? undefined : this.#index.lineOf(id));
    });
  }

  #ledgerOf(sessionId: string): ChangeLedger {
    const ledger = this.#ledgers.get(sessionId) ?? new ChangeLedger();
    this.#ledgers.set(sessionId, ledger);
    return ledger;
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      if (!(error instanceof Error) || !("syscall" in error)) throw error;
      const why = `the storage cannot be read; check its permissions (${"code" in error ? error.code : error.message})`;
      throw new SourceUnavailableError(this.#layout.root, why, { cause: error });
    });
  }
}

const summariesOf = (sessions: readonly IndexedSession[]): readonly SessionSummary[] =>
  sessions.flatMap(({ summary }) => summary ?? []).sort(latestFirst);
