import { isJsonObject, type Json, type JsonObject } from "../../protocol/json.ts";
import { messageKey, partKey } from "../../protocol/keys.ts";
import type { Told, ToldMessage, ToldV0Message } from "./opencode-server.ts";

/**
 * What a service has to hold, by key, when its session is told like this. System prompts are not among it, nor what a
 * provider sent along with an error (its answer's headers and body), nor what it wants back with a part (signatures).
 */
export function expectedContents(messages: readonly Told[]): ReadonlyMap<string, Json> {
  const contents = new Map<string, Json>();
  for (const told of messages) {
    const { info, parts } = inParts(told);
    const { system: _, ...message } = info;
    contents.set(messageKey(info.sessionID, info.id), withoutAnswer(message));
    for (const { metadata: _, providerMetadata: __, callProviderMetadata: ___, ...part } of parts)
      contents.set(partKey(info.sessionID, info.id, part.id), withoutAnswer(part));
  }
  return contents;
}

function withoutAnswer(content: JsonObject): JsonObject {
  const { error } = content;
  if (!isJsonObject(error) || !isJsonObject(error.data)) return content;
  const { responseHeaders: _, responseBody: __, metadata: ___, ...data } = error.data;
  return { ...content, error: { ...error, data } };
}

/** A message as later releases would have told it. */
export function inParts(told: Told): ToldMessage {
  if ("info" in told) return told;
  const { id, role, parts, metadata } = told;
  const { sessionID, time, assistant = {}, error } = metadata;
  return {
    info: { id, sessionID, role, time, ...assistant, ...(error === undefined ? {} : { error }) },
    parts: parts.map((part, index) => ({
      id: `prt_${id.replace("msg_", "")}_${String(index).padStart(4, "0")}`,
      ...{ sessionID, messageID: id },
      ...(part.type === "tool-invocation" ? callIn(told, part) : part),
    })),
  };
}

function callIn({ metadata: { tool } }: ToldV0Message, part: ToldV0Message["parts"][number]): JsonObject {
  const { toolCallId, toolName, args = {}, result = "" } = part.toolInvocation;
  const { title = "", time = {}, error, message = result, ...metadata } = tool[toolCallId] ?? {};
  const state =
    error === true ? { status: "error", error: message } : { status: "completed", output: result, title };
  return {
    type: "tool",
    callID: toolCallId,
    tool: toolName,
    state: { ...state, input: args, metadata, time },
  };
}
