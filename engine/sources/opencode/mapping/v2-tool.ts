import { isJsonObject, type Json, type JsonObject } from "../../../../protocol/json.ts";
import { objectsIn } from "./objects-in.ts";

/** A tool block of 2.x as a tool part. Tools keep their 2.x names: `shell`, `subagent`, `patch`. */
export function toolPart({ id = "", name = "", state, time }: JsonObject): JsonObject {
  const stored = isJsonObject(state) ? state : {};
  return { type: "tool", callID: id, tool: name, state: stateOf(stored, timeOf(time)) };
}

/** A command that the person ran, as the state of a tool. */
export function commandState({ command = "", status, exit, output, time }: JsonObject): JsonObject {
  const input = { command };
  const text = isJsonObject(output) && typeof output.output === "string" ? output.output : "";
  const metadata = { output: text, ...(exit === undefined ? {} : { exit }) };
  const times = timeOf(time);
  if (status === "running") return { status, input, title: command, metadata, time: times };
  if (status === "exited")
    return { status: "completed", input, output: text, title: command, metadata, time: times };
  return { status: "error", input, error: text || String(status), metadata, time: times };
}

function stateOf(state: JsonObject, time: JsonObject): JsonObject {
  const { status, input = {}, content } = state;
  const metadata = metadataOf(state.metadata);
  switch (status) {
    case "completed":
      return {
        ...{ status, input, output: outputOf(content), title: titleOf(input), metadata, time },
        ...attachmentsOf(content),
      };
    case "error":
      return { status, input, error: errorText(state.error), metadata, time };
    case "running":
      return { status, input, title: titleOf(input), metadata, time };
    default:
      // Arguments arrive as a piece of text that is no JSON yet.
      return { status: "pending", input: {}, raw: typeof input === "string" ? input : "" };
  }
}

function outputOf(content: Json | undefined): string {
  const texts = objectsIn(content).flatMap(({ type, text }) => (type === "text" ? [String(text)] : []));
  return texts.join("\n");
}

function attachmentsOf(content: Json | undefined): JsonObject {
  const files = objectsIn(content).filter(({ type }) => type === "file");
  if (files.length === 0) return {};
  const attachments = files.map(({ mime = "application/octet-stream", name, uri }) => ({
    type: "file",
    mime,
    ...(name === undefined ? {} : { filename: name }),
    ...(uri === undefined ? {} : { url: uri }),
  }));
  return { attachments };
}

/** Adds what 1.x called by another name: one diff of all files, and the session of a sub-agent. */
function metadataOf(stored: Json | undefined): JsonObject {
  const metadata = isJsonObject(stored) ? stored : {};
  const patches = objectsIn(metadata.files).flatMap(({ patch }) =>
    typeof patch === "string" ? [patch] : [],
  );
  return {
    ...metadata,
    ...(patches.length > 0 && metadata.diff === undefined ? { diff: patches.join("\n") } : {}),
    ...(typeof metadata.sessionID === "string" ? { sessionId: metadata.sessionID } : {}),
  };
}

/** The inputs that say best what a call is about, first found first. */
const TELLING_INPUTS = ["description", "command", "filePath", "path", "pattern", "query", "url"];

function titleOf(input: Json): string {
  if (!isJsonObject(input)) return "";
  const found = TELLING_INPUTS.map((name) => input[name]).find((value) => typeof value === "string");
  return typeof found === "string" ? found : "";
}

const errorText = (error: Json | undefined) =>
  isJsonObject(error) && typeof error.message === "string" ? error.message : "";

function timeOf(time: Json | undefined): JsonObject {
  const { created, ran, completed } = isJsonObject(time) ? time : {};
  const start = ran ?? created;
  return {
    ...(start === undefined ? {} : { start }),
    ...(completed === undefined ? {} : { end: completed }),
  };
}
