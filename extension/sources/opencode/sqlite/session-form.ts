import type { Json } from "../../../../protocol/json.ts";
import type { Report, SessionSummary } from "../../session-source.ts";
import type { Beginning } from "../begun-by.ts";
import type { PieceGroup, Version } from "../change-ledger.ts";
import type { Row, Tables } from "./tables.ts";

/** One generation of tables that a database may hold sessions in. */
export interface SessionForm {
  /** Whether the database has these tables at all. */
  isIn(tables: Tables): boolean;
  list(tables: Tables): readonly SessionSummary[];
  /** The sessions that name this one as their parent, in a fixed order. */
  children(tables: Tables, sessionId: string): readonly Child[];
  /** A session's last prompt or answer until a moment, ms since 1970. */
  lastUntil(tables: Tables, sessionId: string, at: number): Beginning | undefined;
  /** A session's pieces; undefined when it has no such session. */
  open(tables: Tables, sessionId: string, report: Report): SessionPieces | undefined;
}

export interface Child {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** A session as it lies in the storage now, piece by piece. */
export interface SessionPieces {
  readonly groups: ReadonlyMap<string, PieceGroup>;
  /** By the piece's name, which says of which session it is. */
  read(piece: string): PieceText;
}

export interface PieceText {
  /** The same text, the same contents. */
  readonly text: string;
  /** The contents by key; undefined when the text is broken. */
  contents(): ReadonlyMap<string, Json> | undefined;
}

/**
 * Longest time between a writer's stamping a row with `time_updated` and the end of its transaction, ms:
 * opencode gives up on a locked database after five seconds.
 */
const SETTLE_MS = 5000;

/** The version of a row that was selected with `VERSION_COLUMNS`. */
export function versionOf({ time_updated, "octet_length(data)": size }: Row, ...more: unknown[]): Version {
  return isSettled(time_updated) ? [time_updated, size, ...more].join(" ") : undefined;
}

/** Whether no transaction can be under way any more that has stamped a row with this time. */
export function isSettled(timeUpdated: unknown): boolean {
  return Number(timeUpdated) < Date.now() - SETTLE_MS;
}

/** The size comes from the row's header: large contents are not loaded for it. */
export const VERSION_COLUMNS = ["time_updated", "octet_length(data)"];
