import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { messageKey, partKey } from "../../../../protocol/keys.ts";
import { assistantMessage, assistantParts, errorOf, modelOf } from "./v2-assistant.ts";
import { commandState } from "./v2-tool.ts";
import { userParts } from "./v2-user.ts";

/** A row of 2.x's `session_message`, and what the rows before it say about it. */
export interface V2Row {
  readonly sid: string;
  readonly id: string;
  readonly type: string;
  readonly seq: number;
  /** The prompt that the row follows. */
  readonly parentID: string | undefined;
  /** When the agent came to rest after this row, ms since 1970; undefined while it works. */
  readonly endedAt?: number | undefined;
  readonly data: JsonObject;
}

/** A message without the fields every message has, and its parts without ids. */
interface Mapped {
  readonly message: JsonObject;
  readonly parts: readonly JsonObject[];
}

/**
 * The neutral messages and parts that a row gives, by key. Switches of agent, model and folder show on the session
 * itself, and `idle` ends what was not finished before it: they give nothing, like types that we do not know.
 */
export function contentsOfRow(row: V2Row): ReadonlyMap<string, Json> {
  const mapped = mapRow(row);
  const contents = new Map<string, Json>();
  if (!mapped) return contents;
  add(row.id, mapped);
  if (row.type === "compaction" && row.data.status !== "failed") add(`${row.id}_summary`, summaryOf(row));
  return contents;

  function add(messageID: string, { message, parts }: Mapped) {
    const { sid, seq, type } = row;
    const base = { id: messageID, sessionID: sid, order: seq, native: type };
    contents.set(messageKey(sid, messageID), { ...base, ...message });
    for (const [index, part] of parts.entries()) {
      const id = `prt_${messageID.replace(/^msg_/, "")}_${String(index).padStart(4, "0")}`;
      contents.set(partKey(sid, messageID, id), { id, sessionID: sid, messageID, ...part });
    }
  }
}

function mapRow(row: V2Row): Mapped | undefined {
  const { type, data } = row;
  const time = timeOf(data);
  switch (type) {
    case "user":
      return { message: { role: "user", time }, parts: userParts(data) };
    case "assistant":
      return {
        message: { ...assistantMessage(data), ...parentOf(row), time: endedTime(time, row) },
        parts: assistantParts(data),
      };
    case "shell":
      return {
        message: { role: "assistant", ...parentOf(row), time: endedTime(time, row) },
        parts: [shellPart(data)],
      };
    case "compaction":
      return { message: { role: "user", time }, parts: [compactionPart(data)] };
    case "system":
      // The text belongs to the system prompt, which never leaves the machine.
      return { message: { role: "user", hidden: true, time }, parts: [machinery(type, "")] };
    case "skill":
    case "synthetic":
      return { message: { role: "user", hidden: true, time }, parts: [machinery(type, data.text ?? "")] };
    default:
      return undefined;
  }
}

function shellPart(data: JsonObject): JsonObject {
  return { type: "tool", tool: "shell", callID: data.shellID ?? "", state: commandState(data) };
}

function compactionPart({ reason, status, error }: JsonObject): JsonObject {
  const failure = errorOf(error);
  return {
    type: "compaction",
    auto: reason === "auto",
    ...(status ? { status } : {}),
    ...(failure ? { error: failure } : {}),
  };
}

function summaryOf({ id, data }: V2Row): Mapped {
  const { cost, tokens, summary } = data;
  const usage = { ...(cost === undefined ? {} : { cost }), ...(tokens ? { tokens } : {}) };
  const message = { role: "assistant", summary: true, parentID: id, ...modelOf(data.model), ...usage };
  return {
    message: { ...message, time: timeOf(data) },
    parts: [{ type: "text", text: typeof summary === "string" ? summary : "" }],
  };
}

const machinery = (kind: string, text: Json): JsonObject => ({ type: "text", synthetic: true, kind, text });

const parentOf = ({ parentID }: V2Row): JsonObject => (parentID === undefined ? {} : { parentID });

function timeOf({ time }: JsonObject): JsonObject {
  const { created = 0, completed } = isJsonObject(time) ? time : {};
  return { created, ...(completed === undefined || completed === null ? {} : { completed }) };
}

/** An answer that was broken off has no end of its own. */
function endedTime(time: JsonObject, { endedAt }: V2Row): JsonObject {
  return endedAt === undefined ? time : { completed: endedAt, ...time };
}
