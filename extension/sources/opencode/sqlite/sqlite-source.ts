import { basename, dirname } from "node:path";
import type { Json } from "../../../../protocol/json.ts";
import { infoKey, parseKey } from "../../../../protocol/keys.ts";
import { latestFirst } from "../../latest-first.ts";
import { quoteId, reportOnce } from "../../report-once.ts";
import {
  type Cursor,
  type Disposable,
  type Report,
  SessionGoneError,
  type SessionReading,
  type SessionSource,
  type SessionSummary,
  SourceMissingError,
  SourceUnavailableError,
  type WatchFiles,
} from "../../session-source.ts";
import { ChangeLedger } from "../change-ledger.ts";
import { legacySessions } from "./legacy-sessions.ts";
import { openFamily } from "./open-family.ts";
import { ReadOnlyDatabase } from "./read-only-database.ts";
import type { SessionForm, SessionPieces } from "./session-form.ts";
import type { Tables } from "./tables.ts";
import { v2Sessions } from "./v2-sessions.ts";
import { watchDatabases } from "./watch-databases.ts";

/** The newest first: a session that was migrated is read from there, and never from two places. */
const FORMS: readonly SessionForm[] = [v2Sessions, legacySessions];

export interface SqliteSourceDeps {
  readonly watchFiles: WatchFiles;
  /** Hears, once each, what could not be read. */
  readonly report: Report;
}

/** The sessions in one opencode database, 1.2 to 2.x. Nothing is opened before the first list or read. */
export class SqliteSource implements SessionSource, Disposable {
  readonly #database: ReadOnlyDatabase;
  readonly #watchFiles: WatchFiles;
  readonly #report: Report;
  /** By the session that a family is named after. */
  readonly #known = new Map<string, KnownFamily>();

  constructor(path: string, { watchFiles, report }: SqliteSourceDeps) {
    this.#database = new ReadOnlyDatabase(path);
    this.#watchFiles = watchFiles;
    this.#report = reportOnce(report);
  }

  /** A database that is not there yet has no sessions. */
  async list(): Promise<readonly SessionSummary[]> {
    return this.#database.read((tables) => this.#listFrom(tables)).catch(noneWhenMissing);
  }

  #listFrom(tables: Tables): readonly SessionSummary[] {
    const sessions = new Map<string, SessionSummary>();
    for (const form of this.#formsIn(tables))
      for (const session of form.list(tables))
        if (!sessions.has(session.id) && this.#isShareable(session.id)) sessions.set(session.id, session);
    return [...sessions.values()].sort(latestFirst);
  }

  read(sessionId: string, since?: Cursor): Promise<SessionReading> {
    return this.#database.read((tables, state) => {
      const known = this.#known.get(sessionId);
      if (known?.state === state && known.ledger.cursor === since) return unchanged(known.ledger);
      const forms = this.#formsIn(tables);
      const family = openFamily(forms, tables, sessionId, this.#report);
      this.#known.delete(sessionId);
      if (family) {
        const ledger = known?.ledger ?? new ChangeLedger();
        this.#known.set(sessionId, { ledger, state });
        return readPieces(family, ledger, since);
      }
      throw forms.length > 0 ? new SessionGoneError(sessionId) : new SourceMissingError(this.#database.path);
    });
  }

  watch(onDidChange: (sessionIds: undefined) => void): Disposable {
    const { path } = this.#database;
    const places = { folder: dirname(path), glob: `${basename(path)}*`, databases: [path] };
    return watchDatabases(this.#watchFiles, places, onDidChange);
  }

  dispose(): void {
    this.#database.close();
  }

  /**
   * @throws SourceUnavailableError when there are sessions in a form of the future. What stands beside it in a form that
   * we know may be what it has left behind.
   */
  #formsIn(tables: Tables): readonly SessionForm[] {
    const forms = FORMS.filter((form) => form.isIn(tables));
    const names = tables.names();
    const isUnknown = forms.length === 0 && names.some((name) => name.includes("session"));
    if (!isUnknown && !names.some(isLaterForm)) return forms;
    const why = "a newer opencode has made it, and keeps sessions in another way; update OpenCode Share";
    throw new SourceUnavailableError(this.#database.path, why);
  }

  #isShareable(id: string): boolean {
    if (parseKey(infoKey(id))) return true;
    this.#report(`The session ${quoteId(id)} is skipped: its id is not one that can be shared.`);
    return false;
  }
}

const isLaterForm = (table: string) => Number(/^session_v(\d+)$/.exec(table)?.[1]) > 2;

/** What is known of a family, as of a state of the database. */
interface KnownFamily {
  readonly ledger: ChangeLedger;
  readonly state: string;
}

/** For a reader that has seen all there is. */
function unchanged(ledger: ChangeLedger): SessionReading {
  return { cursor: ledger.cursor, contents: new Map(), keys: ledger.keys() };
}

function readPieces(pieces: SessionPieces, ledger: ChangeLedger, since: Cursor | undefined): SessionReading {
  ledger.observe(pieces.groups);
  const read = new Map<string, Json>();
  for (const piece of ledger.suspectedSince(since)) {
    const { text, contents } = pieces.read(piece);
    if (!ledger.isNews(piece, text, since)) continue;
    const given = contents();
    if (given) ledger.noteKeys(piece, [...given.keys()]);
    else ledger.noteUnreadable(piece);
    for (const [key, content] of given ?? []) read.set(key, content);
  }
  return { cursor: ledger.cursor, contents: read, keys: ledger.keys() };
}

function noneWhenMissing(error: unknown): readonly SessionSummary[] {
  if (error instanceof SourceMissingError) return [];
  throw error;
}
