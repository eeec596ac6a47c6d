import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { objectsIn } from "./objects-in.ts";
import { toolPart } from "./v2-tool.ts";

/** Blobs that providers want back: opaque, large, and of no use to a reader. */
const PROVIDER_FIELDS = ["native", "state", "providerState", "providerResultState", "providerContext"];

/** What an answer says of itself. */
export function assistantMessage(data: JsonObject): JsonObject {
  const { agent, model, cost, tokens, finish, error, retry } = data;
  const failure = errorOf(error);
  return {
    role: "assistant",
    ...(agent === undefined ? {} : { agent, mode: agent }),
    ...modelOf(model),
    ...(cost === undefined ? {} : { cost }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(finish === undefined ? {} : { finish }),
    ...(failure ? { error: failure } : {}),
    ...(isJsonObject(retry) ? { retry: retryOf(retry) } : {}),
  };
}

/** An attempt that failed while the next one is waited for. */
function retryOf({ attempt, at, error }: JsonObject): JsonObject {
  const failure = errorOf(error);
  return {
    ...(attempt === undefined ? {} : { attempt }),
    ...(at === undefined ? {} : { at }),
    ...(failure ? { error: failure } : {}),
  };
}

/** An answer's parts, in the order of its blocks. */
export function assistantParts({ content }: JsonObject): JsonObject[] {
  return objectsIn(content).map((block) => {
    switch (block.type) {
      case "text":
        return { type: "text", text: block.text ?? "" };
      case "reasoning":
        return { type: "reasoning", text: block.text ?? "", ...reasoningTime(block.time) };
      case "tool":
        return toolPart(block);
      default:
        return withoutProviderFields(block);
    }
  });
}

/** The model as the neutral model names it. */
export function modelOf(model: Json | undefined): JsonObject {
  if (!isJsonObject(model)) return {};
  const { id, providerID, variant } = model;
  return {
    ...(providerID === undefined ? {} : { providerID }),
    ...(id === undefined ? {} : { modelID: id }),
    ...(variant === undefined ? {} : { variant }),
  };
}

/** Error types of 2.x with a name of their own in the neutral model. */
const ERROR_NAMES: Readonly<Record<string, string>> = {
  aborted: "MessageAbortedError",
  "provider.error": "APIError",
  "provider.auth": "ProviderAuthError",
};

export function errorOf(error: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(error)) return undefined;
  const { type = "", message = "", status } = error;
  const name = ERROR_NAMES[String(type)] ?? "UnknownError";
  return { name, data: { type, message, ...(status === undefined ? {} : { statusCode: status }) } };
}

function reasoningTime(time: Json | undefined): JsonObject {
  if (!isJsonObject(time) || time.created === undefined) return {};
  const end = time.completed === undefined ? {} : { end: time.completed };
  return { time: { start: time.created, ...end } };
}

function withoutProviderFields(block: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(block).filter(([name]) => !PROVIDER_FIELDS.includes(name)));
}
