import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { type KeyPath, messageKey, partKey } from "../../../../protocol/keys.ts";
import { objectsIn } from "./objects-in.ts";
import { publicContent } from "./v1-content.ts";

/** A message of opencode 0.1 and 0.2 has its parts inside, and all it says of itself in `metadata`. */
export function isV0Message({ parts, metadata }: JsonObject): boolean {
  return Array.isArray(parts) && isJsonObject(metadata);
}

/** The neutral message and parts of such a message, by key; parts are numbered by their place. */
export function v0Contents(
  path: KeyPath & { readonly kind: "message" },
  { role = "user", parts, metadata }: JsonObject,
): ReadonlyMap<string, Json> {
  const { sessionId, messageId } = path;
  const about = isJsonObject(metadata) ? metadata : {};
  const contents = new Map<string, Json>();
  const message = { role, time: about.time ?? { created: 0 }, ...assistantFields(about) };
  contents.set(messageKey(sessionId, messageId), publicContent(path, message));
  for (const [index, part] of objectsIn(parts).entries()) {
    const partId = `prt_${messageId.replace(/^msg_/, "")}_${String(index).padStart(4, "0")}`;
    const content = publicContent({ ...path, kind: "part", partId }, partOf(part, about));
    contents.set(partKey(sessionId, messageId, partId), content);
  }
  return contents;
}

/** What an answer says of itself. */
function assistantFields({ assistant, error }: JsonObject): JsonObject {
  const fields = isJsonObject(assistant) ? assistant : {};
  return error === undefined ? fields : { ...fields, error };
}

function partOf(part: JsonObject, about: JsonObject): JsonObject {
  switch (part.type) {
    case "tool-invocation":
      return isJsonObject(part.toolInvocation) ? toolOf(part.toolInvocation, about) : part;
    case "file": {
      const { mediaType = "application/octet-stream", ...file } = part;
      return { mime: mediaType, ...file };
    }
    default:
      return part;
  }
}

function toolOf({ toolCallId = "", toolName = "", ...call }: JsonObject, { tool }: JsonObject): JsonObject {
  const notes = isJsonObject(tool) ? tool[String(toolCallId)] : undefined;
  return {
    ...{ type: "tool", callID: toolCallId, tool: toolName },
    state: stateOf(call, isJsonObject(notes) ? notes : {}),
  };
}

/** A call's state, from the call and from what the tool has noted of it. */
function stateOf({ state, args = {}, result }: JsonObject, notes: JsonObject): JsonObject {
  const { title = "", time = {}, error, message, ...metadata } = notes;
  if (error === true) return { status: "error", input: args, error: text(message ?? result), metadata, time };
  switch (state) {
    case "result":
      return { status: "completed", input: args, output: text(result), title, metadata, time };
    case "call":
      return { status: "running", input: args, title, metadata, time };
    default:
      return { status: "pending", input: args };
  }
}

const text = (value: Json | undefined) => (typeof value === "string" ? value : JSON.stringify(value ?? ""));
