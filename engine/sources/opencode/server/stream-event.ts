import * as z from "zod";
import { idSchema } from "../../../../protocol/keys.ts";

/**
 * A block of text that an agent writes: 1.x names its part, 2.x counts the blocks of its kind in the message, from 0.
 */
export type BlockRef = { readonly sessionId: string; readonly messageId: string } & (
  | { readonly partId: string }
  | { readonly kind: "text" | "reasoning"; readonly ordinal: number }
);

/** What a server's event means for the text that streams. */
export type StreamEvent =
  /** The block's text is this, from its beginning. */
  | { readonly type: "text"; readonly block: BlockRef; readonly text: string }
  | { readonly type: "delta"; readonly block: BlockRef; readonly delta: string }
  /** Whatever streamed in the session has ended: it rests, or begins anew. */
  | { readonly type: "rest"; readonly sessionId: string }
  /** Something came that might have been a delta: what streams cannot be trusted to be whole. */
  | { readonly type: "gap" };

/** An event larger than this, in characters, is not looked at. */
const LARGEST_EVENT = 8 * 1024 * 1024;

const sessionSchema = z.object({ sessionID: idSchema });

const envelopeSchema = z.object({
  type: z.string(),
  properties: z.unknown().optional(),
  data: z.unknown().optional(),
});

const v1DeltaSchema = sessionSchema.extend({
  messageID: idSchema,
  partID: idSchema,
  field: z.string(),
  delta: z.string(),
});

const v1PartSchema = z.object({
  part: sessionSchema.extend({
    messageID: idSchema,
    id: idSchema,
    type: z.enum(["text", "reasoning"]),
    text: z.string(),
  }),
});

const v1StatusSchema = sessionSchema.extend({
  status: z.object({ type: z.enum(["idle", "retry"]) }),
});

const v2BlockSchema = sessionSchema.extend({
  assistantMessageID: idSchema,
  ordinal: z.int().min(0).max(10_000),
  text: z.string().optional(),
  delta: z.string().optional(),
});

/** Reads the data of an event that opencode sends at `/event`, `/global/event` (1.x) or `/api/event` (2.x). */
export function streamEventOf(data: string): StreamEvent | undefined {
  if (data.length > LARGEST_EVENT) return { type: "gap" };
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return { type: "gap" };
  }
  const { success, data: event } = envelopeSchema.safeParse(withoutFolder(json));
  return success ? meaningOf(event.type, event.properties ?? event.data) : undefined;
}

/** `/global/event` says of each event in which folder it happened. */
function withoutFolder(json: unknown): unknown {
  return typeof json === "object" && json !== null && "payload" in json ? json.payload : json;
}

function meaningOf(type: string, data: unknown): StreamEvent | undefined {
  switch (type) {
    case "message.part.delta":
      return v1Delta(data);
    case "message.part.updated":
      return v1Text(data);
    case "session.status":
      return v1StatusSchema.safeParse(data).success ? rest(data) : undefined;
    case "session.text.started":
    case "session.reasoning.started":
      return v2Block(kindOf(type), data, () => "");
    case "session.text.ended":
    case "session.reasoning.ended":
      return v2Block(kindOf(type), data, ({ text }) => text);
    case "session.text.delta":
    case "session.reasoning.delta":
      return v2Delta(kindOf(type), data);
    case "session.idle":
    case "session.deleted":
    case "session.step.failed":
    case "session.retry.scheduled":
    case "session.execution.succeeded":
    case "session.execution.failed":
    case "session.execution.interrupted":
      return rest(data);
    default:
      return undefined;
  }
}

function v1Delta(data: unknown): StreamEvent | undefined {
  const parsed = v1DeltaSchema.safeParse(data);
  if (!parsed.success) return { type: "gap" };
  const { sessionID: sessionId, messageID: messageId, partID: partId, field, delta } = parsed.data;
  return field === "text" ? { type: "delta", block: { sessionId, messageId, partId }, delta } : undefined;
}

/** Also what came before deltas: the whole text so far, with each piece. */
function v1Text(data: unknown): StreamEvent | undefined {
  const parsed = v1PartSchema.safeParse(data);
  if (!parsed.success) return undefined;
  const { sessionID: sessionId, messageID: messageId, id: partId, text } = parsed.data.part;
  return { type: "text", block: { sessionId, messageId, partId }, text };
}

type V2Block = z.infer<typeof v2BlockSchema>;

const kindOf = (type: string) => (type.startsWith("session.text.") ? "text" : "reasoning");

function v2Block(
  kind: "text" | "reasoning",
  data: unknown,
  textOf: (block: V2Block) => string | undefined,
): StreamEvent {
  const { data: block } = v2BlockSchema.safeParse(data);
  const text = block && textOf(block);
  if (!block || text === undefined) return { type: "gap" };
  return { type: "text", block: v2Ref(kind, block), text };
}

function v2Delta(kind: "text" | "reasoning", data: unknown): StreamEvent {
  const { data: block } = v2BlockSchema.safeParse(data);
  if (block?.delta === undefined) return { type: "gap" };
  return { type: "delta", block: v2Ref(kind, block), delta: block.delta };
}

function v2Ref(kind: "text" | "reasoning", block: V2Block): BlockRef {
  return { sessionId: block.sessionID, messageId: block.assistantMessageID, kind, ordinal: block.ordinal };
}

function rest(data: unknown): StreamEvent | undefined {
  const parsed = sessionSchema.safeParse(data);
  return parsed.success ? { type: "rest", sessionId: parsed.data.sessionID } : undefined;
}
