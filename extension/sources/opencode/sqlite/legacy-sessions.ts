import type { JsonObject } from "../../../../protocol/json.ts";
import { infoKey, type KeyPath, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { quoteId } from "../../report-once.ts";
import type { Report } from "../../session-source.ts";
import type { Version } from "../change-ledger.ts";
import { publicContent } from "../mapping/v1-content.ts";
import { parseObject } from "../parse-object.ts";
import { isUndone, undoneIn } from "../undone.ts";
import {
  type PieceText,
  type SessionForm,
  type SessionPieces,
  VERSION_COLUMNS,
  versionOf,
} from "./session-form.ts";
import { childIdsIn, SESSION_COLUMNS, SUMMARY_COLUMNS, sessionOf, summaryOf } from "./session-row.ts";
import type { Row, Tables } from "./tables.ts";

/** opencode 1.2 to 1.18: a row per session, message and part, `data` without the ids that have columns. */
export const legacySessions: SessionForm = {
  isIn: (tables) =>
    tables.has("session", "id") && tables.has("message", "data") && tables.has("part", "data"),
  list: (tables) => tables.select("session", SUMMARY_COLUMNS).map(summaryOf),
  children: (tables, sessionId) => childIdsIn(tables, "session", sessionId),
  open(tables, sessionId, report) {
    const [row] = tables.select("session", SESSION_COLUMNS, "where id = ?", sessionId);
    return row && legacyPieces(tables, sessionId, sessionOf(row), report);
  },
};

function legacyPieces(tables: Tables, sid: string, info: JsonObject, report: Report): SessionPieces {
  const fetchMessage = tables.fetcher("message", ["data"], "where id = ?");
  const fetchPart = tables.fetcher("part", ["data"], "where id = ?");
  return { versions: versionsOf(tables, sid, info, report), read };

  function read(piece: string): PieceText {
    const path = parseKey(piece);
    if (!path || path.kind === "info")
      return { text: JSON.stringify(info), contents: () => new Map([[piece, info]]) };
    const text = String(rowOf(path)?.data);
    const contents = () => {
      const stored = parseObject(text);
      if (stored) return new Map([[piece, publicContent(path, stored)]]);
      report(`${piece} is skipped: its data is not JSON.`);
      return undefined;
    };
    return { text, contents };
  }

  function rowOf(path: KeyPath): Row | undefined {
    if (path.kind === "part") return fetchPart(path.partId);
    return path.kind === "message" ? fetchMessage(path.messageId) : undefined;
  }
}

function versionsOf(tables: Tables, sid: string, info: JsonObject, report: Report) {
  const undone = undoneIn(info);
  const versions = new Map<string, Version>([[infoKey(sid), JSON.stringify(info)]]);
  const messages = new Set<string>();
  for (const row of tables.select("message", ["id", ...VERSION_COLUMNS], "where session_id = ?", sid)) {
    messages.add(String(row.id));
    add(messageKey(sid, String(row.id)), String(row.id), versionOf(row));
  }
  const parts = tables.select("part", ["id", "message_id", ...VERSION_COLUMNS], "where session_id = ?", sid);
  for (const row of parts) {
    if (!messages.has(String(row.message_id))) continue;
    add(partKey(sid, String(row.message_id), String(row.id)), String(row.id), versionOf(row));
  }
  return versions;

  function add(key: string, id: string, version: Version) {
    const path = parseKey(key);
    if (path && !isUndone(undone, path)) versions.set(key, version);
    if (!path) report(`The message or part ${quoteId(id)} is skipped: its id is not one that can be shared.`);
  }
}
