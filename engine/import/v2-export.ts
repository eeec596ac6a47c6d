import type { AssistantMessage } from "../../protocol/session.ts";
import type { MessageWithParts, SessionCopy } from "./session-copy.ts";
import { modelOf, toV2Assistant, toV2Compaction, toV2Shell, toV2Tokens, toV2User } from "./v2-messages.ts";
import type { V2Export, V2Message, V2Model, V2Outcome } from "./v2-schema.ts";

const UNKNOWN_MODEL: V2Model = { id: "unknown", providerID: "imported" };

/**
 * A copy in the import format of opencode 2.x. It never holds a `system` message: what came as one is told as
 * synthetic text, without the authority of this machine's instructions.
 */
export function toV2Export(copy: SessionCopy): V2Export {
  const { session, messages } = copy;
  const answers = messages.map(({ info }) => info).filter((info) => info.role === "assistant");
  const model = answers.map(modelOf).find((found) => found !== undefined);
  const last = answers.at(-1);
  const outcome: V2Outcome = last?.error ? "interrupted" : "succeeded";
  const converted = convertAll(messages, model ?? UNKNOWN_MODEL);
  const { agent, cost = 0 } = session;
  return {
    info: {
      id: session.id,
      projectID: session.projectID,
      title: session.title,
      ...(agent ? { agent } : {}),
      ...(model ? { model } : {}),
      cost,
      tokens: toV2Tokens(session.tokens),
      time: { ...session.time, idle: session.time.updated },
      location: { directory: session.directory },
      outcome,
    },
    messages: [...converted, idleAfter(messages, outcome)],
  };
}

function convertAll(messages: readonly MessageWithParts[], model: V2Model): V2Message[] {
  const summaries = new Map(
    messages.filter(isSummary).map((message) => [(message.info as AssistantMessage).parentID, message]),
  );
  const told = new Set<MessageWithParts>();
  return messages.flatMap((message): V2Message[] => {
    if (told.has(message)) return [];
    const { info, parts } = message;
    if (info.role === "assistant") return [toV2Shell(info, parts) ?? toV2Assistant(info, parts, model)];
    if (!parts.some(({ known, part }) => known && part.type === "compaction")) return toV2User(info, parts);
    const summary = summaries.get(info.id);
    if (summary) told.add(summary);
    return [toV2Compaction(message, summary)];
  });
}

/** Marks the end of the last turn: 2.x takes the session for idle, and resumes nothing. */
function idleAfter(messages: readonly MessageWithParts[], outcome: V2Outcome): V2Message {
  const last = messages.at(-1)?.info;
  const created = last?.role === "assistant" ? (last.time.completed ?? last.time.created) : 0;
  return { id: `${last?.id}_idle`, type: "idle", time: { created }, outcome };
}

function isSummary({ info }: MessageWithParts): boolean {
  return info.role === "assistant" && info.summary === true;
}
