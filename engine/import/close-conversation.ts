import type { AssistantMessage, KnownPart, ParsedPart } from "../../protocol/session.ts";
import type { OpencodeIds } from "./opencode-ids.ts";
import type { MessageWithParts } from "./session-copy.ts";

const INTERRUPTED = "Interrupted: the shared session was still running when it was copied.";
const UNANSWERED = "The shared session ended here, before an answer.";

/**
 * The same messages as a finished conversation: what was running is interrupted, and a last question without an
 * answer gets a closing note, so that no agent takes it up again by itself.
 */
export function closeConversation(
  messages: readonly MessageWithParts[],
  ids: OpencodeIds,
): readonly MessageWithParts[] {
  const closed = messages.map(closeMessage);
  const last = closed.at(-1);
  return last?.info.role === "user" ? [...closed, closingNote(last, closed, ids)] : closed;
}

function closeMessage({ info, parts }: MessageWithParts): MessageWithParts {
  const finished = parts.map((part) =>
    part.known ? { ...part, part: closeTool(part.part, info.time) } : part,
  );
  if (info.role === "user" || info.time.completed !== undefined) return { info, parts: finished };
  const error = info.error ?? { name: "MessageAbortedError", data: { message: INTERRUPTED } };
  return { info: { ...info, time: { ...info.time, completed: info.time.created }, error }, parts: finished };
}

function closeTool(part: KnownPart, time: { readonly created: number }): KnownPart {
  if (part.type !== "tool") return part;
  const { state } = part;
  if (state.status !== "pending" && state.status !== "running") return part;
  const start = (state.status === "running" ? state.time?.start : undefined) ?? time.created;
  const metadata = state.status === "running" && state.metadata ? { metadata: state.metadata } : {};
  const input = state.input ?? {};
  const closed = { status: "error", input, error: INTERRUPTED, ...metadata, time: { start, end: start } };
  return { ...part, state: closed as typeof part.state };
}

function closingNote(
  question: MessageWithParts,
  messages: readonly MessageWithParts[],
  ids: OpencodeIds,
): MessageWithParts {
  const before = messages.findLast(({ info }) => info.role === "assistant")?.info;
  const { providerID, modelID, agent } = (before ?? {}) as Partial<AssistantMessage>;
  const created = question.info.time.created;
  const { sessionID } = question.info;
  const id = ids.message();
  const info: AssistantMessage = {
    id,
    sessionID,
    role: "assistant",
    parentID: question.info.id,
    time: { created, completed: created },
    finish: "stop",
    ...(providerID ? { providerID } : {}),
    ...(modelID ? { modelID } : {}),
    ...(agent ? { agent } : {}),
  };
  const part = { id: ids.part(), sessionID, messageID: id, type: "text", text: UNANSWERED } as const;
  return { info, parts: [{ known: true, part } satisfies ParsedPart] };
}
