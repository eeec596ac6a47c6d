import { stat } from "node:fs/promises";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { latestFirst } from "../../latest-first.ts";
import { lookRegularly } from "../../look-regularly.ts";
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
import { MessageTimes } from "./message-times.ts";
import { undefinedWhenMissing } from "./read-json-file.ts";
import { KnownSessionTree, readSessionTree, type SessionTreeReader } from "./read-session-tree.ts";
import { type IndexedSession, SessionIndex } from "./session-index.ts";
import type { TreeLayout } from "./tree-layout.ts";
import { TreeLooks } from "./tree-looks.ts";

export interface TreeSourceDeps {
  /** Makes the layout, given whom to tell of files that are skipped. */
  readonly layout: (report: Report) => TreeLayout;
  readonly watchFiles: WatchFiles;
  /** Hears, once each, what could not be read. */
  readonly report: Report;
}

type OnDidChange = (sessionIds: readonly string[] | undefined) => void;

/**
 * A tree of JSON files. Which files changed is told by their directory entries: events get lost, or never come, and only
 * say when to look and at which session.
 */
export class TreeSource implements SessionSource {
  readonly #layout: TreeLayout;
  readonly #reader: SessionTreeReader;
  readonly #index: SessionIndex;
  readonly #watchFiles: WatchFiles;
  /** By the session that a session tree is named after. */
  readonly #known = new Map<string, KnownSessionTree>();
  readonly #looks: TreeLooks;
  readonly #listeners = new Map<Disposable, OnDidChange>();
  #looking: Disposable | undefined;

  constructor({ layout, watchFiles, report }: TreeSourceDeps) {
    const reportProblem = reportOnce(report);
    this.#layout = layout(reportProblem);
    this.#reader = { layout: this.#layout, times: new MessageTimes(this.#layout), report: reportProblem };
    this.#index = new SessionIndex(this.#layout, reportProblem);
    this.#looks = new TreeLooks(this.#index);
    this.#watchFiles = watchFiles;
  }

  /** A tree that is not there has no sessions. */
  list(onSome?: OnSome): Promise<readonly SessionSummary[]> {
    return this.#explained(async () => {
      const sessions = await this.#index.all(onSome && ((found) => onSome(summariesOf(found))));
      this.#looks.noteReading();
      return summariesOf(sessions);
    });
  }

  read(sessionId: string, since?: Cursor): Promise<SessionReading> {
    return this.#explained(async () => {
      const sessionTree = await this.#index.sessionTree(sessionId);
      if (sessionTree.length > 0) {
        const known = this.#knownOf(sessionId);
        const { reading, places } = await readSessionTree(this.#reader, sessionTree, known, since);
        this.#looks.noteReading(sessionId, places);
        return reading;
      }
      this.#known.delete(sessionId);
      this.#looks.forget(sessionId);
      const { root } = this.#layout;
      throw (await stat(root).catch(undefinedWhenMissing))
        ? new SessionGoneError(sessionId)
        : new SourceMissingError(root);
    });
  }

  watch(onDidChange: OnDidChange): Disposable {
    const { root, glob } = this.#layout;
    const watcher = this.#watchFiles(root, glob, (path) => onDidChange(this.#changedAt(path)));
    const watch: Disposable = {
      dispose: () => {
        watcher.dispose();
        this.#listeners.delete(watch);
        if (this.#listeners.size > 0) return;
        this.#looking?.dispose();
        this.#looking = undefined;
      },
    };
    this.#listeners.set(watch, onDidChange);
    this.#looking ??= lookRegularly(() => this.#look());
    return watch;
  }

  /** The sessions that something written at a path concerns; undefined where that is not known. */
  #changedAt(path: string): readonly string[] | undefined {
    const id = this.#layout.sessionAt(path);
    if (id !== undefined) this.#index.noteChange(id, path);
    return id === undefined ? undefined : this.#index.lineOf(id);
  }

  #look(): void {
    const lines = this.#looks.look().map((path) => this.#changedAt(path));
    if (lines.length === 0) return;
    const known = lines.filter((line) => line !== undefined);
    const ids = known.length < lines.length ? undefined : [...new Set(known.flat())];
    for (const onDidChange of [...this.#listeners.values()]) onDidChange(ids);
  }

  #knownOf(sessionId: string): KnownSessionTree {
    const known = this.#known.get(sessionId) ?? new KnownSessionTree();
    this.#known.set(sessionId, known);
    return known;
  }

  async #explained<T>(work: () => Promise<T>): Promise<T> {
    return work().catch((error: unknown) => {
      if (!(error instanceof Error) || !("syscall" in error)) throw error;
      const { code, path = this.#layout.root } = error as NodeJS.ErrnoException;
      throw new SourceUnavailableError(
        path,
        `cannot be read; check its permissions (${code ?? error.message})`,
        {
          cause: error,
        },
      );
    });
  }
}

const summariesOf = (sessions: readonly IndexedSession[]): readonly SessionSummary[] =>
  sessions.flatMap(({ summary }) => summary ?? []).sort(latestFirst);
