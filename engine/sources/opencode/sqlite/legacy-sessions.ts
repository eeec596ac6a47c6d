import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { missingContents } from "../../../../protocol/missing-contents.ts";
import type { MessagePlace } from "../../../../protocol/reading-order.ts";
import { storedTime } from "../../../../protocol/time.ts";
import { quoteId } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import { publicContents } from "../mapping/v1-content.ts";
import type { PieceGroup, Version } from "../session/change-ledger.ts";
import type { TurnSpan } from "../session/turn-span.ts";
import { type IsUndone, undoneFrom, undoneIn } from "../session/undone.ts";
import { COMPLETED, completedAt, fromData } from "./message-row.ts";
import {
  infoPiece,
  isSettled,
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
import { takenOverAt } from "./taken-over.ts";

/**
 * opencode 1.2 to 1.18: a row per session, message and part, `data` without the ids that have columns. Of sessions that
 * 2.x has taken over, nothing is read here any more.
 */
export const legacySessions: SessionForm = {
  isIn: (tables) =>
    tables.has("session", "id", "time_created") &&
    tables.has("message", "session_id", "time_created", "time_updated", "data") &&
    tables.has("part", "message_id", "time_updated", "data"),
  list: (tables) =>
    tables.select("session", SUMMARY_COLUMNS, "where time_created > ?", takenOverAt(tables)).map(summaryOf),
  children(tables, sessionId) {
    const takenOver = takenOverAt(tables);
    return childrenIn(tables, "session", sessionId).filter(({ createdAt }) => createdAt > takenOver);
  },
  lastTurnBefore,
  open(tables, sessionId, report) {
    const where = "where id = ? and time_created > ?";
    const [row] = tables.select("session", SESSION_COLUMNS, where, sessionId, takenOverAt(tables));
    return row && legacyPieces(tables, sessionId, sessionOf(row), report);
  },
};

function lastTurnBefore(tables: Tables, sessionId: string, at: number): TurnSpan | undefined {
  const [row] = tables.select(
    "message",
    ["id", "time_created", ROLE, COMPLETED],
    "where session_id = ? and time_created <= ? order by time_created desc, id desc limit 1",
    ...[sessionId, at],
  );
  const [session] = tables.select("session", SESSION_COLUMNS, "where id = ?", sessionId);
  if (!row || !session) return undefined;
  const path = { kind: "message", sessionId, messageId: String(row.id) } as const;
  return {
    isAnswer: row.role === "assistant",
    completedAt: completedAt(row),
    isUndone: isUndoneIn(tables, sessionId, sessionOf(session))(path, placeOf(row)),
  };
}

const placeOf = ({ id, time_created }: Row): MessagePlace => ({
  id: String(id),
  createdAt: storedTime(time_created),
});

function isUndoneIn(tables: Tables, sessionId: string, info: JsonObject): IsUndone {
  const undone = undoneIn(info);
  const where = "where id = ? and session_id = ?";
  const [first] = undone
    ? tables.select("message", ["id", "time_created"], where, undone.messageID, sessionId)
    : [];
  return undoneFrom(undone, first && placeOf(first));
}

const ROLE = fromData("$.role", "role");

function legacyPieces(tables: Tables, sid: string, info: JsonObject, report: Report): SessionPieces {
  const fetchMessage = tables.fetcher("message", [STORED_DATA], "where id = ?");
  const fetchTime = tables.fetcher("message", ["time_created"], "where id = ?");
  const fetchPart = tables.fetcher("part", [STORED_DATA], "where id = ?");
  const groups = groupsOf(tables, sid, info, report);
  return { groups, has, read };

  function has(piece: string): boolean {
    const path = parseKey(piece);
    const group = path?.kind === "part" ? messageKey(path.sessionId, path.messageId) : piece;
    return groups.get(group)?.pieces().has(piece) ?? false;
  }

  function read(piece: string): PieceText {
    const path = parseKey(piece);
    if (!path || path.kind === "info") return infoPiece(piece, info);
    const isPart = path.kind === "part";
    const createdAt = isPart ? 0 : storedTime(fetchTime(path.messageId)?.time_created);
    return {
      stored: storedIn(() => (isPart ? fetchPart(path.partId) : fetchMessage(path.messageId))),
      contents: (stored) => publicContents(path, path.kind === "message" ? timed(stored, createdAt) : stored),
      missing: (why) => missingContents(path, why, { createdAt }),
    };
  }
}

/** A message that does not say when it was created, with what its row says. */
function timed(message: JsonObject, createdAt: number): JsonObject {
  const time = isJsonObject(message.time) ? message.time : {};
  return typeof time.created === "number" || createdAt === 0
    ? message
    : { ...message, time: { ...time, created: createdAt } };
}

/** JSON has no bytes, and a single row that holds some would keep all others from being read. */
const UPDATED = "iif(typeof(time_updated) = 'blob', hex(time_updated), time_updated)";

/** Of a message's parts: the latest time, and what tells each one's version. As one text, it is cheap to compare. */
const PARTS = `(
  select coalesce(max(${UPDATED}), 0) || ' '
    || json_group_array(json_array(cast(id as text), ${UPDATED}, octet_length(data)))
  from part where message_id = message.id
) as parts`;

type PartVersion = readonly [id: string, time: number, size: number];

/** A message with its parts is a group: of a long session, only messages that changed are looked into. */
function groupsOf(tables: Tables, sid: string, info: JsonObject, report: Report) {
  const undone = undoneIn(info);
  const isUndone = isUndoneIn(tables, sid, info);
  const infoVersions = new Map([[infoKey(sid), JSON.stringify(info)]]);
  const groups = new Map<string, PieceGroup>([
    [infoKey(sid), { version: infoVersions.get(infoKey(sid)), pieces: () => infoVersions }],
  ]);
  for (const row of tables.select(
    "message",
    ["id", "time_created", ...VERSION_COLUMNS, PARTS],
    "where session_id = ?",
    sid,
  )) {
    const messageId = String(row.id);
    if (isUndone({ kind: "message", sessionId: sid, messageId }, placeOf(row))) continue;
    const parts = String(row.parts);
    const latest = parts.slice(0, parts.indexOf(" "));
    const firstUndone = undone?.messageID === messageId ? undone.partID : undefined;
    groups.set(messageKey(sid, messageId), {
      version: isSettled(latest) ? versionOf(row, parts, firstUndone) : undefined,
      pieces: () => piecesOf(row, JSON.parse(parts.slice(latest.length)) as PartVersion[]),
    });
  }
  return groups;

  function piecesOf(message: Row, parts: readonly PartVersion[]): ReadonlyMap<string, Version> {
    const versions = new Map<string, Version>();
    const add = (key: string, id: string, version: Version) => {
      const path = parseKey(key);
      if (path && !isUndone(path, placeOf(message))) versions.set(key, version);
      if (!path)
        report(`The message or part ${quoteId(id)} is skipped: its id is not one that can be shared.`);
    };
    const messageId = String(message.id);
    add(messageKey(sid, messageId), messageId, versionOf(message));
    for (const [id, time, size] of parts)
      add(partKey(sid, messageId, id), id, versionOf({ time_updated: time, "octet_length(data)": size }));
    return versions;
  }
}
