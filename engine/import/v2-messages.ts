import {
  type AssistantMessage,
  messageErrorSchema,
  type ParsedPart,
  type PartOf,
  type UserMessage,
} from "../../protocol/session.ts";
import { describeFile, describePart } from "./describe-part.ts";
import { millisOf } from "./lenient-fields.ts";
import type { MessageWithParts } from "./session-copy.ts";
import type {
  V2Assistant,
  V2Compaction,
  V2Content,
  V2Error,
  V2Message,
  V2Model,
  V2Shell,
  V2Tokens,
  V2User,
} from "./v2-schema.ts";
import { toV2Tool } from "./v2-tools.ts";

const DEFAULT_AGENT = "build";
const FINISHES = new Set(["stop", "length", "tool-calls", "content-filter", "error", "unknown"]);
/** Steps of a turn that 2.x keeps in other places, or not at all. */
const BOOKKEEPING = new Set(["step-start", "step-finish", "retry"]);

const UNFINISHED: V2Error = { type: "aborted", message: "The summary was not finished." };

/** A user message, and behind it what 2.x keeps apart from the words of a person. */
export function toV2User(info: UserMessage, parts: readonly ParsedPart[]): V2Message[] {
  const own: ParsedPart[] = [];
  const aside: string[] = [];
  for (const part of parts) {
    if (
      part.known &&
      part.part.type === "text" &&
      (part.part.synthetic || part.part.ignored) &&
      !skillOf(part)
    )
      aside.push(part.part.text);
    else if (part.known && part.part.type === "file" && !isInline(part.part))
      aside.push(describeFile(part.part));
    else own.push(part);
  }
  const time = { created: info.time.created };
  const notes = aside.map((text, at) => ({ id: `${info.id}_${at}`, type: "synthetic", time, text }) as const);
  return own.length > 0 || notes.length === 0 ? [userOf(info, own), ...notes] : notes;
}

function userOf(info: UserMessage, parts: readonly ParsedPart[]): V2User {
  const files = parts.flatMap(({ known, part }) => (known && part.type === "file" ? [fileOf(part)] : []));
  const agents = parts.flatMap(({ known, part }) =>
    known && part.type === "agent" ? [{ name: part.name }] : [],
  );
  const skills = parts.flatMap((part) => skillOf(part) ?? []);
  const words = parts.filter(
    (parsed) =>
      !skillOf(parsed) && !(parsed.known && (parsed.part.type === "file" || parsed.part.type === "agent")),
  );
  return {
    id: info.id,
    type: "user",
    time: { created: info.time.created },
    text: words.map(describePart).join("\n\n"),
    ...(files.length > 0 ? { files } : {}),
    ...(agents.length > 0 ? { agents } : {}),
    ...(skills.length > 0 ? { skills } : {}),
  };
}

export function toV2Assistant(
  info: AssistantMessage,
  parts: readonly ParsedPart[],
  fallback: V2Model,
): V2Assistant {
  const { created, completed } = info.time;
  return {
    id: info.id,
    type: "assistant",
    time: { created, completed: completed ?? created },
    agent: info.agent ?? info.mode ?? DEFAULT_AGENT,
    model: modelOf(info) ?? fallback,
    content: parts.filter(({ part }) => !BOOKKEEPING.has(part.type)).map((part) => contentOf(part, created)),
    ...(info.finish === undefined ? {} : { finish: FINISHES.has(info.finish) ? info.finish : "unknown" }),
    ...(info.cost === undefined ? {} : { cost: info.cost }),
    ...(info.tokens === undefined ? {} : { tokens: toV2Tokens(info.tokens) }),
    ...(info.error === undefined ? {} : { error: toV2Error(info.error) }),
  };
}

/** A command that a person ran in the session; undefined when the message is none of 2.x's own kind. */
export function toV2Shell(info: AssistantMessage, parts: readonly ParsedPart[]): V2Shell | undefined {
  const [only] = parts;
  if (info.native !== "shell" || parts.length !== 1 || !only?.known || only.part.type !== "tool")
    return undefined;
  const { callID, state } = only.part;
  const { command } = state.input as { command?: unknown };
  if (!callID.startsWith("sh_") || typeof command !== "string") return undefined;
  const output = state.status === "completed" ? state.output : state.status === "error" ? state.error : "";
  const exit = state.status === "completed" ? state.metadata?.exit : undefined;
  const size = new TextEncoder().encode(output).length;
  return {
    id: info.id,
    type: "shell",
    time: { created: info.time.created, completed: info.time.completed ?? info.time.created },
    shellID: callID,
    command,
    status: state.status === "completed" ? "exited" : "killed",
    ...(typeof exit === "number" ? { exit } : {}),
    output: { output, cursor: size, size, truncated: false },
  };
}

/** The place where a session was compacted, with the summary that was made of it. */
export function toV2Compaction(
  request: MessageWithParts,
  summary: MessageWithParts | undefined,
): V2Compaction {
  const part = request.parts.find(({ known, part }) => known && part.type === "compaction")?.part as
    | PartOf<"compaction">
    | undefined;
  const time = { created: request.info.time.created };
  const base = { id: request.info.id, type: "compaction", time } as const;
  const reason = part?.auto ? "auto" : "manual";
  if (!summary) {
    const failure = messageErrorSchema.safeParse(part?.error);
    return {
      ...base,
      reason,
      status: "failed",
      error: failure.success ? toV2Error(failure.data) : UNFINISHED,
    };
  }
  const text = summary.parts.filter(({ part }) => part.type === "text").map(describePart);
  const model = summary.info.role === "assistant" ? modelOf(summary.info) : undefined;
  return {
    ...base,
    reason,
    status: "completed",
    ...(model ? { model } : {}),
    summary: text.join("\n\n"),
    recent: "",
  };
}

export function toV2Tokens(tokens: NonNullable<AssistantMessage["tokens"]> | undefined): V2Tokens {
  const { input = 0, output = 0, reasoning = 0, cache } = tokens ?? {};
  return { input, output, reasoning, cache: { read: cache?.read ?? 0, write: cache?.write ?? 0 } };
}

export function modelOf(info: AssistantMessage): V2Model | undefined {
  const { modelID, providerID, variant } = info;
  if (modelID === undefined || providerID === undefined) return undefined;
  return { id: modelID, providerID, ...(typeof variant === "string" ? { variant } : {}) };
}

function contentOf(parsed: ParsedPart, created: number): V2Content {
  if (!parsed.known) return { type: "text", text: describePart(parsed) };
  const { part } = parsed;
  if (part.type === "tool") return toV2Tool(part, created);
  if (part.type !== "reasoning") return { type: "text", text: describePart(parsed) };
  const start = millisOf(part.time?.start, created);
  const time = { created: start, completed: Math.max(start, millisOf(part.time?.end, start)) };
  return { type: "reasoning", text: part.text, time };
}

function skillOf({ known, part }: ParsedPart): { id: string; name: string; text: string } | undefined {
  if (!known || part.type !== "text" || typeof part.skill !== "string") return undefined;
  return { id: part.skill, name: typeof part.name === "string" ? part.name : part.skill, text: part.text };
}

const INLINE = /^data:[^,]*;base64,/;

function isInline(file: PartOf<"file">): boolean {
  return INLINE.test(file.url ?? "");
}

function fileOf(file: PartOf<"file">): NonNullable<V2User["files"]>[number] {
  const name = file.filename ? { name: file.filename } : {};
  const data = (file.url ?? "").replace(INLINE, "");
  return { data, mime: file.mime, source: { type: "inline" }, ...name };
}

function toV2Error({ name, data }: NonNullable<AssistantMessage["error"]>): V2Error {
  const type = typeof data?.type === "string" ? data.type : name === "MessageAbortedError" ? "aborted" : name;
  return { type, message: data?.message ?? name };
}
