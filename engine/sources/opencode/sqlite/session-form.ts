import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { LARGE_JSON } from "../../json-apart.ts";
import type { Report, SessionSummary } from "../../session-source.ts";
import type { PieceGroup, Version } from "../session/change-ledger.ts";
import type { Stored, Unfit } from "../session/parse-stored.ts";
import type { TurnSpan } from "../session/turn-span.ts";
import { isDamage, type Row, type Tables } from "./tables.ts";

/** One generation of tables that a database may hold sessions in. */
export interface SessionForm {
  /** Whether the database has these tables at all. */
  isIn(tables: Tables): boolean;
  list(tables: Tables): readonly SessionSummary[];
  /** The sessions that name this one as their parent, in a fixed order. */
  children(tables: Tables, sessionId: string): readonly Child[];
  /** A session's last prompt or answer until a moment, ms since 1970. */
  lastTurnBefore(tables: Tables, sessionId: string, at: number): TurnSpan | undefined;
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
  /** Whether there is a piece of this name. */
  has(piece: string): boolean;
  /** By the piece's name, which says of which session it is. */
  read(piece: string): PieceText;
}

export interface PieceText {
  readonly stored: Stored | Unfit;
  /** What decides the contents beside what is stored. */
  readonly more?: string;
  /** The contents by key, of what is stored. */
  contents(stored: JsonObject): ReadonlyMap<string, Json>;
  /** What stands for them when nothing can be made of it; `why` is the rest of a sentence. */
  missing(why: string): ReadonlyMap<string, Json>;
}

/** The column `data`, as it is; where it is large, as bytes, which cost nothing until they are read. */
export const STORED_DATA = `case when octet_length(data) > ${LARGE_JSON} then cast(data as blob) else data end as data`;

/** What `STORED_DATA` gives where it is asked for. A row whose pages are damaged keeps no other from being read. */
export function storedIn(ask: () => Row | undefined): Stored | Unfit {
  try {
    const data = ask()?.data;
    return data instanceof Uint8Array ? data : String(data);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return { kind: "unfit", why: "is damaged in the database" };
  }
}

/** The piece that is the session itself. */
export const infoPiece = (key: string, info: JsonObject): PieceText => ({
  stored: JSON.stringify(info),
  contents: (stored) => new Map([[key, stored]]),
  missing: () => new Map(),
});

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
