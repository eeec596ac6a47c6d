import type { PartOf } from "../../protocol/session.ts";
import { describeFile } from "./describe-part.ts";
import { millisOf, recordOf } from "./lenient-fields.ts";
import { toolNameIn2x } from "./tool-names.ts";
import type { V2Tool, V2ToolContent, V2ToolState } from "./v2-schema.ts";

/** A finished tool call as content of a 2.x assistant message. */
export function toV2Tool(part: PartOf<"tool">, created: number): V2Tool {
  const time = part.state.status === "pending" ? undefined : part.state.time;
  const start = millisOf(time?.start, created);
  return {
    type: "tool",
    id: part.callID || part.id,
    name: toolNameIn2x(part.tool),
    executed: false,
    state: toV2State(part.state),
    time: { created: start, ran: start, completed: Math.max(start, millisOf(time?.end, start)) },
  };
}

function toV2State(state: PartOf<"tool">["state"]): V2ToolState {
  const input = recordOf(state.input);
  const metadata = state.status !== "pending" && state.metadata ? { metadata: state.metadata } : {};
  if (state.status !== "completed") {
    const message = state.status === "error" ? state.error : "Interrupted.";
    return { status: "error", input, error: { type: "tool.execution", message }, ...metadata };
  }
  const files = (state.attachments ?? []).map((file): V2ToolContent => {
    if (!file.url?.startsWith("data:")) return { type: "text", text: describeFile(file) };
    return {
      type: "file",
      uri: file.url,
      mime: file.mime,
      ...(file.filename ? { name: file.filename } : {}),
    };
  });
  return {
    status: "completed",
    input,
    content: [{ type: "text", text: state.output }, ...files],
    ...metadata,
  };
}
