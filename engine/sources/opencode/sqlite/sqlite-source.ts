import { basename, dirname } from "node:path";
import type { Disposable } from "../../../../primitives/disposable.ts";
import { Sequencer } from "../../../../primitives/sequencer.ts";
import type { Json } from "../../../../protocol/json.ts";
import { infoKey, parseKey } from "../../../../protocol/keys.ts";
import { latestFirst } from "../../latest-first.ts";
import { quoteId, reportOnce } from "../../report-once.ts";
import {
  type Cursor,
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
import { KnownCalls } from "../session/known-calls.ts";
import { LARGE_AT_ONCE, mapLimited } from "../session/map-limited.ts";
import { parseStored, type Stored, type StoredObject, type Unfit } from "../session/parse-stored.ts";
import { legacySessions } from "./legacy-sessions.ts";
import { openSessionTree } from "./open-session-tree.ts";
import { ReadOnlyDatabase } from "./read-only-database.ts";
import type { PieceText, SessionForm } from "./session-form.ts";
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
  /** By the session that a session tree is named after. */
  readonly #known = new Map<string, KnownSessionTree>();
  /** Readings run one after the other: what one has found is taken in before the next one looks. */
  readonly #sequencer = new Sequencer();

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
    return this.#sequencer.run(async () => {
      for (;;) {
        const look = await this.#look(sessionId, since);
        const { reading, named } = await this.#take(look, since);
        // Once more when a call has been found to have begun what was left out.
        if (!named.some((id) => look.left.has(id))) return reading;
      }
    });
  }

  /** What may have changed, as it is in one state of the database: whoever writes it waits for no more than this. */
  #look(sessionId: string, since: Cursor | undefined): Promise<Look> {
    return this.#database.read(async (tables, state) => {
      const known = this.#known.get(sessionId);
      if (known?.state === state && known.ledger.cursor === since)
        return { ...known, suspected: [], left: new Set() };
      const forms = this.#formsIn(tables);
      const calls = known?.calls ?? new KnownCalls();
      const sessionTree = openSessionTree({ forms, tables, report: this.#report, calls }, sessionId);
      this.#known.delete(sessionId);
      if (sessionTree) {
        const ledger = known?.ledger ?? new ChangeLedger();
        this.#known.set(sessionId, { ledger, calls, state });
        ledger.observe(sessionTree.groups);
        const look = (name: string): Piece => ({ name, ...sessionTree.read(name) });
        const suspected = await mapLimited(ledger.suspectedSince(since), look);
        return { ledger, calls, suspected, left: sessionTree.left };
      }
      throw forms.length > 0 ? new SessionGoneError(sessionId) : new SourceMissingError(this.#database.path);
    });
  }

  /** Makes contents of what was looked at, in short slices. */
  async #take({ suspected, ledger, calls }: Look, since: Cursor | undefined) {
    const contents = new Map<string, Json>();
    const named: string[] = [];
    const take = async ({ name, stored, more = "", ...piece }: Piece) => {
      const parsed = isUnfit(stored) ? stored : await parseStored(stored);
      const text = parsed.kind === "object" ? parsed.text : parsed.kind;
      if (!ledger.isNews(name, `${more} ${text}`, since)) return;
      if (parsed.kind !== "object") this.#report(`${name} is left out: it ${whyNot(parsed)}.`);
      const given = contentsOf(piece, parsed);
      if (given) ledger.noteKeys(name, [...given.keys()]);
      else ledger.noteUnreadable(name);
      if (given) named.push(...calls.note(name, given.values()));
      for (const [key, content] of given ?? []) contents.set(key, content);
    };
    await mapLimited(suspected, take, LARGE_AT_ONCE);
    return { reading: { cursor: ledger.cursor, contents, keys: ledger.keys() }, named };
  }

  watch(onDidChange: (sessionIds: undefined) => void): Disposable {
    const { path } = this.#database;
    const places = { folder: dirname(path), glob: `${basename(path)}*`, databases: () => [path] };
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

/** What is known of a session tree, as of a state of the database. */
interface KnownSessionTree {
  readonly ledger: ChangeLedger;
  readonly calls: KnownCalls;
  readonly state: string;
}

type Piece = PieceText & { readonly name: string };

type Unread = Exclude<StoredObject, { readonly kind: "object" }>;

const isUnfit = (stored: Stored | Unfit): stored is Unfit =>
  typeof stored !== "string" && !(stored instanceof Uint8Array);

const whyNot = (unread: Unread) => (unread.kind === "unfit" ? unread.why : "has data that is not JSON");

/** Undefined where nothing can stand for what cannot be read. */
function contentsOf(piece: Omit<Piece, "name" | "stored">, parsed: StoredObject) {
  if (parsed.kind === "object") return piece.contents(parsed.content);
  const missing = parsed.kind === "unfit" ? piece.missing(parsed.why) : undefined;
  return missing?.size ? missing : undefined;
}

/** What a reading has to look at, of the pieces that a ledger knows. */
interface Look {
  readonly ledger: ChangeLedger;
  readonly calls: KnownCalls;
  readonly suspected: readonly Piece[];
  /** The sessions below that are left out. */
  readonly left: ReadonlySet<string>;
}

function noneWhenMissing(error: unknown): readonly SessionSummary[] {
  if (error instanceof SourceMissingError) return [];
  throw error;
}
