import type { Disposable } from "../../primitives/disposable.ts";
import type { Json } from "../../protocol/json.ts";

/** A session as a list shows it, without its content. */
export interface SessionSummary {
  readonly id: string;
  /** Whose session it is: `Agent.id`. */
  readonly agentId: string;
  /** "" while the agent has not named it. */
  readonly title: string;
  /** The folder the session works in, absolute. */
  readonly directory: string;
  /** The session that started this one, whose sub-agent works in it. */
  readonly parentId: string | undefined;
  /** The mode that the agent last worked in (`build`, `plan`), where the storage knows. */
  readonly mode?: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Where a reader of a session and of those below it stands; means something only to the source that gave it. */
export type Cursor = string;

/**
 * The contents of a session and of all sessions below it (its sub-agents', theirs, and so on) by key: all of them, or
 * what changed since a cursor. Each key carries the id of the session that it belongs to.
 */
export interface SessionReading {
  readonly cursor: Cursor;
  /** What changed since the cursor that was asked for; everything without one. */
  readonly contents: ReadonlyMap<string, Json>;
  /**
   * Every key that these sessions have now: whatever is missing here was removed. A key may be here without content when its
   * content cannot be read at the moment (a half-written file): it stays as it was last known.
   */
  readonly keys: ReadonlySet<string>;
}

export interface ReadOptions {
  /** Only what is stored, also of a source that knows more (text that still streams). */
  readonly stored?: boolean;
}

/** Where sessions of one agent come from: discovers, reads and watches. It never writes. */
export interface SessionSource {
  /**
   * All sessions, each by itself, sub-agents' included, last updated first. Where reading them takes a while, `onSome`
   * hears meanwhile of those read so far, which are the ones written last. @throws SourceUnavailableError
   */
  list(onSome?: OnSome): Promise<readonly SessionSummary[]>;
  /**
   * Reads a session with all sessions below it, whole or since a cursor that the same session's reading gave; a cursor
   * that the source no longer knows reads whole. Sessions below it come, go and move between parents like any content.
   * A source may report more than changed, never less.
   * @throws SessionGoneError when it has no such session
   * @throws SourceUnavailableError when the storage cannot be read now (locked, moved, broken); try again later
   */
  read(sessionId: string, since?: Cursor, options?: ReadOptions): Promise<SessionReading>;
  /**
   * Calls back soon after anything may have changed; says of which sessions where it knows: the one whose content it is,
   * and all above it, up to the one that has no parent.
   */
  watch(onDidChange: (sessionIds: readonly string[] | undefined) => void): Disposable;
}

/** Hears of sessions before all are read, last updated first. */
export type OnSome = (sessions: readonly SessionSummary[]) => void;

/**
 * Watches files below a folder that match a glob, whether they exist yet or not, and reports absolute paths.
 * VS Code's FileSystemWatcher in the extension; a plain one elsewhere.
 */
export type WatchFiles = (folder: string, glob: string, onDidChange: (path: string) => void) => Disposable;

/** The storage has no such session (any more). */
export class SessionGoneError extends Error {
  readonly sessionId: string;

  constructor(sessionId: string) {
    super(`session ${sessionId} is not in the storage`);
    this.name = "SessionGoneError";
    this.sessionId = sessionId;
  }
}

/** The storage cannot be read now; `path` says which file or folder. */
export class SourceUnavailableError extends Error {
  readonly path: string;

  constructor(path: string, why: string, options?: ErrorOptions) {
    super(`${path}: ${why}`, options);
    this.name = "SourceUnavailableError";
    this.path = path;
  }
}

/** There is nothing at `path`: no storage yet, or one that was moved away. Its sessions are not there, and not gone either. */
export class SourceMissingError extends SourceUnavailableError {
  constructor(path: string) {
    super(path, "there is no session storage here");
    this.name = "SourceMissingError";
  }
}

/** Somebody else holds the storage for a moment: what it has is unknown until it answers again. */
export class SourceBusyError extends SourceUnavailableError {
  constructor(path: string, options?: ErrorOptions) {
    super(path, "another program has locked it; it is read as soon as that ends", options);
    this.name = "SourceBusyError";
  }
}

/** Tells people, once for each message, what was left out of a reading and why. Never content. */
export type Report = (message: string) => void;
