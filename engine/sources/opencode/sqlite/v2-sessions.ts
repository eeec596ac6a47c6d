import type { JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, parseKey } from "../../../../protocol/keys.ts";
import { missingContents } from "../../../../protocol/missing-contents.ts";
import { quoteId } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import { contentsOfRow, type V2Row } from "../mapping/v2-row.ts";
import { ungrouped, type Version } from "../session/change-ledger.ts";
import type { TurnSpan } from "../session/turn-span.ts";
import { undoneIn } from "../session/undone.ts";
import { COMPLETED, completedAt } from "./message-row.ts";
import {
  infoPiece,
  type PieceText,
  type SessionForm,
  type SessionPieces,
  STORED_DATA,
  storedIn,
  VERSION_COLUMNS,
  versionOf,
} from "./session-form.ts";
import { childrenIn, SESSION_COLUMNS, SUMMARY_COLUMNS, sessionOf, summaryOf } from "./session-row.ts";
import type { Row, Tables } from "./tables.ts";

/**
 * opencode 2.x: `session_v2`, and a row of `session_message` per message with its parts inside, in the order of `seq`.
 * `event_sequence` would tell cheaply that nothing changed, but only where every writer keeps it; the rows always tell.
 */
export const v2Sessions: SessionForm = {
  isIn: (tables) =>
    tables.has("session_v2", "id") && tables.has("session_message", "type", "seq", "time_created", "data"),
  list: (tables) => tables.select("session_v2", SUMMARY_COLUMNS).map(summaryOf),
  children: (tables, sessionId) => childrenIn(tables, "session_v2", sessionId),
  lastTurnBefore,
  open(tables, sessionId, report) {
    const [row] = tables.select("session_v2", SESSION_COLUMNS, "where id = ?", sessionId);
    return row && v2Pieces(tables, sessionId, sessionOf(row), report);
  },
};

function lastTurnBefore(tables: Tables, sessionId: string, at: number): TurnSpan | undefined {
  const [row] = tables.select(
    "session_message",
    ["type", "seq", COMPLETED],
    `where session_id = ? and type in ('user', 'assistant') and time_created <= ?
      order by time_created desc, seq desc limit 1`,
    ...[sessionId, at],
  );
  const [session] = tables.select("session_v2", SESSION_COLUMNS, "where id = ?", sessionId);
  if (!row || !session) return undefined;
  const undone = undoneIn(sessionOf(session));
  const id = undone?.partID === undefined ? undone?.messageID : undefined;
  const [first] = id === undefined ? [] : tables.select("session_message", ["seq"], "where id = ?", id);
  return {
    isAnswer: row.type === "assistant",
    completedAt: completedAt(row),
    isUndone: first !== undefined && Number(row.seq) >= Number(first.seq),
  };
}

function v2Pieces(tables: Tables, sid: string, info: JsonObject, report: Report): SessionPieces {
  const fetchRow = tables.fetcher("session_message", [STORED_DATA], "where id = ?");
  const rows = new Map<string, Omit<V2Row, "data">>();
  const versions = new Map<string, Version>([[infoKey(sid), JSON.stringify(info)]]);
  const columns = ["id", "type", "seq", "time_created", ...VERSION_COLUMNS];
  const stored = tables.select("session_message", columns, "where session_id = ? order by seq", sid);
  const endings = endingsOf(stored);
  const undone = undoneIn(info);
  let parentID: string | undefined;
  for (const [index, row] of stored.entries()) {
    const id = String(row.id);
    const key = messageKey(sid, id);
    // An undo of parts keeps their message.
    if (id === undone?.messageID && undone.partID === undefined) break;
    if (parseKey(key)) {
      const endedAt = endings[index];
      rows.set(key, { sid, id, type: String(row.type), seq: Number(row.seq), parentID, endedAt });
      versions.set(key, versionOf(row, parentID, endedAt));
    } else report(`The message ${quoteId(id)} is skipped: its id is not one that can be shared.`);
    if (id === undone?.messageID) break;
    if (row.type === "user") parentID = id;
  }
  return { groups: ungrouped(sid, versions), has: (piece) => versions.has(piece), read };

  function read(piece: string): PieceText {
    const row = rows.get(piece);
    if (!row) return infoPiece(piece, info);
    return {
      stored: storedIn(() => fetchRow(row.id)),
      more: JSON.stringify(row),
      contents: (stored) => contentsOfRow({ ...row, data: stored }),
      missing: (why) =>
        missingContents({ kind: "message", sessionId: sid, messageId: row.id }, why, { order: row.seq }),
    };
  }
}

/** For each row, when the agent next came to rest; undefined while it has not. */
function endingsOf(rows: readonly Row[]): readonly (number | undefined)[] {
  const endings: (number | undefined)[] = [];
  let endedAt: number | undefined;
  for (const [index, { type, time_created }] of [...rows.entries()].reverse()) {
    if (type === "idle") endedAt = Number(time_created);
    endings[index] = endedAt;
  }
  return endings;
}
