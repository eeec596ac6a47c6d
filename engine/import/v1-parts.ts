import type { KnownPart, ParsedPart, PartOf, ToolState } from "../../protocol/session.ts";
import { describeFile, describePart } from "./describe-part.ts";
import { recordOf } from "./lenient-fields.ts";
import { toolNameIn1x } from "./tool-names.ts";
import { type V1Part, v1PartSchema } from "./v1-schema.ts";

/** What a part's place in the conversation decides about it. */
export interface PartPlace {
  /** When its message was written, ms. */
  readonly created: number;
  /** True for a request to compact that has its summary; an open one would be carried out on the next prompt. */
  readonly isSummarized: boolean;
  /** True when 2.x wrote it, with its own names of tools. */
  readonly isFrom2x: boolean;
}

/** A part as 1.x takes it; text that says the same where 1.x would refuse it, or act on it. */
export function toV1Part(parsed: ParsedPart, place: PartPlace): V1Part {
  const filled = parsed.known ? fill(parsed.part, place) : undefined;
  const accepted = v1PartSchema.safeParse(filled);
  if (accepted.success) return accepted.data;
  const { id, sessionID, messageID } = parsed.part;
  return { id, sessionID, messageID, type: "text", text: describePart(parsed) };
}

/** The part with what 1.x requires; undefined when it must not come along as what it is. */
function fill(part: KnownPart, place: PartPlace): object | undefined {
  const now = { start: place.created, end: place.created };
  switch (part.type) {
    case "reasoning":
      return { ...part, time: part.time ?? now };
    case "file":
      return isHarmless(part) ? { ...part, filename: part.filename ?? undefined } : undefined;
    case "compaction":
      return place.isSummarized ? part : undefined;
    case "subtask":
      return undefined;
    case "retry":
      return { ...part, time: part.time ?? { created: place.created } };
    case "tool":
      return {
        ...part,
        callID: part.callID || part.id,
        tool: place.isFrom2x ? toolNameIn1x(part.tool) : part.tool,
        state: fillTool(part, now),
      };
    default:
      return part;
  }
}

function fillTool({ tool, state }: PartOf<"tool">, now: { start: number; end: number }): object {
  const filled = { ...state, input: recordOf(state.input), time: timeOf(state, now) };
  if (state.status !== "completed") return filled;
  const files = (state.attachments ?? []).map((file) => ({
    type: "file",
    ...file,
    filename: file.filename ?? undefined,
  }));
  const lost = files.filter((file) => !isHarmless(file)).map(describeFile);
  return {
    ...filled,
    output: [state.output, ...lost].join("\n"),
    title: state.title ?? tool,
    metadata: state.metadata ?? {},
    ...(state.attachments ? { attachments: files.filter(isHarmless) } : {}),
  };
}

function timeOf(state: ToolState, now: { start: number; end: number }): object {
  const time = state.status === "pending" ? undefined : state.time;
  return { ...time, start: time?.start ?? now.start, end: time?.end ?? now.end };
}

/**
 * Inlined content, and what 1.x never opens again (it reads text files when they are attached, not later).
 * Any other address would be fetched on the next prompt, from this machine.
 */
function isHarmless({ url, mime }: { readonly url?: string | undefined; readonly mime: string }): boolean {
  return url?.startsWith("data:") === true || mime === "text/plain" || mime === "application/x-directory";
}
