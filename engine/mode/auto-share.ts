import { isJsonObject, type Json } from "../../protocol/json.ts";
import { parseKey } from "../../protocol/keys.ts";
import type { SessionSource, SessionSummary } from "../sources/session-source.ts";
import type { AutoJournal, AutoState } from "./auto-journal.ts";

export interface AutoShareDeps {
  readonly source: SessionSource;
  readonly journal: Pick<AutoJournal, "read" | "handle">;
  /** The root sessions of this workspace. */
  readonly sessions: () => Promise<readonly SessionSummary[]>;
  /** Whether a session may be shared by itself: it is young enough, and nothing where it works forbids it. */
  readonly mayShare: (session: SessionSummary, since: AutoState["since"]) => Promise<boolean>;
  readonly isShared: (sessionId: string) => boolean;
  /** Resolves when a session is shared; `remember` is called when all of it is at the service and nobody knows of it yet. */
  readonly share: (
    session: SessionSummary,
    remember: () => Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Called with the first of several failures in a row; the next try comes by itself. */
  readonly onError: (error: unknown) => void;
}

/** Pauses after failures, ms: each twice the one before. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 300_000;

/** Shares each new session of the workspace once, when its first user message appears. */
export class AutoShare {
  readonly #deps: AutoShareDeps;
  readonly #abort = new AbortController();
  #running: Promise<void> | undefined;
  #again = false;
  #pause = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: AutoShareDeps) {
    this.#deps = deps;
  }

  /** Looks for new sessions, once at a time; call it whenever the storage may have changed. */
  check(): void {
    if (this.#timer) return;
    this.#again = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined;
      if (this.#again) this.check();
    });
  }

  /** Looks again although it failed just now. */
  retryNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.check();
  }

  /** What somebody has shared by hand is theirs: unshared, it is not shared by itself. @throws when this cannot be remembered */
  async leaveAlone(sessionIds: readonly string[]): Promise<void> {
    for (const id of sessionIds) await this.#deps.journal.handle(id);
  }

  /** Ends it; a share that is being made is taken back. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#again = false;
    this.#abort.abort();
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#abort.signal.aborted) {
      this.#again = false;
      try {
        await this.#shareNew();
        this.#pause = 0;
      } catch (error) {
        this.#failed(error);
        return;
      }
    }
  }

  #failed(error: unknown): void {
    this.#again = false;
    if (this.#abort.signal.aborted) return;
    if (this.#pause === 0) this.#deps.onError(error);
    this.#pause = Math.min(this.#pause * 2 || FIRST_PAUSE, LONGEST_PAUSE);
    this.#timer = setTimeout(() => this.retryNow(), this.#pause);
  }

  /** One session that cannot be shared does not keep the others waiting. */
  async #shareNew(): Promise<void> {
    const failures: unknown[] = [];
    const { handled, since } = await this.#deps.journal.read();
    for (const session of await this.#deps.sessions()) {
      if (handled.has(session.id)) continue;
      await this.#shareOnce(session, since).catch((error) => failures.push(error));
      this.#abort.signal.throwIfAborted();
    }
    if (failures.length > 0) throw failures[0];
  }

  async #shareOnce(session: SessionSummary, since: AutoState["since"]): Promise<void> {
    const { source, journal, mayShare, isShared, share } = this.#deps;
    if (!(await mayShare(session, since))) return;
    const { contents } = await source.read(session.id);
    if (!hasUserMessage(contents)) return;
    // Another window may have shared it meanwhile, and an import is noted before its session is there.
    if ((await journal.read()).handled.has(session.id)) return;
    this.#abort.signal.throwIfAborted();
    // What failed is tried again; what cannot be remembered is not shared, or it would be once more after an unshare.
    const remember = () => journal.handle(session.id);
    if (!isShared(session.id)) await share(session, remember, this.#abort.signal);
    await remember();
  }
}

function hasUserMessage(contents: ReadonlyMap<string, Json>): boolean {
  for (const [key, content] of contents)
    if (parseKey(key)?.kind === "message" && isJsonObject(content) && content.role === "user") return true;
  return false;
}
