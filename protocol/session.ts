/**
 * The neutral session model: opencode's v1 shapes (session, message, part), which every source maps to.
 * All objects are loose: fields that we do not know pass through and are kept. Of the fields below, only what a
 * viewer cannot do without is required, so that every generation of the format reads. Times are ms since 1970.
 */
import * as z from "zod";
import { idSchema } from "./keys.ts";

const timeSchema = z.number();
const jsonObjectSchema = z.record(z.string(), z.unknown());

const tokensSchema = z.looseObject({
  input: z.number(),
  output: z.number(),
  reasoning: z.number().optional(),
  cache: z.looseObject({ read: z.number(), write: z.number() }).optional(),
});

/** A failure of the model's provider or of the agent; `data.message` is for people. */
export const messageErrorSchema = z.looseObject({
  name: z.string(),
  data: z.looseObject({ message: z.string().optional() }).optional(),
});

const modelRefSchema = z.looseObject({
  providerID: z.string().optional(),
  modelID: z.string().optional(),
  id: z.string().optional(),
});

export const sessionSchema = z.looseObject({
  id: idSchema,
  parentID: z.string().nullish(),
  title: z.string().nullish(),
  directory: z.string().optional(),
  version: z.string().optional(),
  agent: z.string().nullish(),
  model: modelRefSchema.nullish(),
  cost: z.number().optional(),
  tokens: tokensSchema.optional(),
  time: z.looseObject({ created: timeSchema, updated: timeSchema.optional() }),
  revert: z.looseObject({ messageID: z.string(), partID: z.string().optional() }).nullish(),
});
export type Session = z.infer<typeof sessionSchema>;

const messageBase = {
  id: idSchema,
  sessionID: idSchema,
  /** Where a source has an order of its own, it wins over the order of ids. */
  order: z.number().optional(),
  /** Machinery of the agent that a viewer shows only when asked. */
  hidden: z.boolean().optional(),
};

const userMessageSchema = z.looseObject({
  ...messageBase,
  role: z.literal("user"),
  time: z.looseObject({ created: timeSchema }),
  agent: z.string().optional(),
  model: modelRefSchema.optional(),
});
export type UserMessage = z.infer<typeof userMessageSchema>;

const assistantMessageSchema = z.looseObject({
  ...messageBase,
  role: z.literal("assistant"),
  time: z.looseObject({ created: timeSchema, completed: timeSchema.optional() }),
  parentID: z.string().nullish(),
  providerID: z.string().optional(),
  modelID: z.string().optional(),
  agent: z.string().optional(),
  mode: z.string().optional(),
  cost: z.number().optional(),
  tokens: tokensSchema.optional(),
  finish: z.string().optional(),
  summary: z.boolean().optional(),
  error: messageErrorSchema.optional(),
});
export type AssistantMessage = z.infer<typeof assistantMessageSchema>;

export const messageSchema = z.discriminatedUnion("role", [userMessageSchema, assistantMessageSchema]);
export type Message = z.infer<typeof messageSchema>;

const toolTimeSchema = z.looseObject({ start: timeSchema.optional(), end: timeSchema.optional() }).optional();
/** A running or failed call may lack its input; a viewer shows what there is. */
const toolInputSchema = z.unknown().optional();

const filePartFields = {
  mime: z.string(),
  filename: z.string().nullish(),
  url: z.string().optional(),
  source: jsonObjectSchema.nullish(),
};

export const toolStateSchema = z.discriminatedUnion("status", [
  z.looseObject({ status: z.literal("pending"), input: toolInputSchema, raw: z.string().optional() }),
  z.looseObject({
    status: z.literal("running"),
    input: toolInputSchema,
    title: z.string().optional(),
    metadata: jsonObjectSchema.optional(),
    time: toolTimeSchema,
  }),
  z.looseObject({
    status: z.literal("completed"),
    input: toolInputSchema,
    output: z.string(),
    title: z.string().optional(),
    metadata: jsonObjectSchema.optional(),
    time: toolTimeSchema,
    attachments: z.array(z.looseObject(filePartFields)).optional(),
  }),
  z.looseObject({
    status: z.literal("error"),
    input: toolInputSchema,
    error: z.string(),
    metadata: jsonObjectSchema.optional(),
    time: toolTimeSchema,
  }),
]);
export type ToolState = z.infer<typeof toolStateSchema>;

const partBase = { id: idSchema, sessionID: idSchema, messageID: idSchema };
const textTimeSchema = z.looseObject({ start: timeSchema, end: timeSchema.optional() }).optional();

/** The kinds of parts that we know, by their `type`. */
export const partSchemas = {
  text: z.looseObject({
    ...partBase,
    type: z.literal("text"),
    text: z.string(),
    synthetic: z.boolean().optional(),
    ignored: z.boolean().optional(),
    time: textTimeSchema,
  }),
  reasoning: z.looseObject({
    ...partBase,
    type: z.literal("reasoning"),
    text: z.string(),
    time: textTimeSchema,
  }),
  file: z.looseObject({ ...partBase, type: z.literal("file"), ...filePartFields }),
  agent: z.looseObject({ ...partBase, type: z.literal("agent"), name: z.string() }),
  subtask: z.looseObject({
    ...partBase,
    type: z.literal("subtask"),
    prompt: z.string(),
    description: z.string(),
    agent: z.string(),
  }),
  retry: z.looseObject({
    ...partBase,
    type: z.literal("retry"),
    attempt: z.number(),
    error: z.unknown(),
    time: z.looseObject({ created: timeSchema }).optional(),
  }),
  compaction: z.looseObject({ ...partBase, type: z.literal("compaction"), auto: z.boolean().optional() }),
  "step-start": z.looseObject({
    ...partBase,
    type: z.literal("step-start"),
    snapshot: z.string().optional(),
  }),
  "step-finish": z.looseObject({
    ...partBase,
    type: z.literal("step-finish"),
    reason: z.string().optional(),
    cost: z.number(),
    tokens: tokensSchema,
  }),
  snapshot: z.looseObject({ ...partBase, type: z.literal("snapshot"), snapshot: z.string() }),
  patch: z.looseObject({
    ...partBase,
    type: z.literal("patch"),
    hash: z.string(),
    files: z.array(z.string()),
  }),
  tool: z.looseObject({
    ...partBase,
    type: z.literal("tool"),
    callID: z.string(),
    tool: z.string(),
    state: toolStateSchema,
  }),
} as const;

export type PartType = keyof typeof partSchemas;
export type PartOf<T extends PartType> = z.infer<(typeof partSchemas)[T]>;
export type KnownPart = { [T in PartType]: PartOf<T> }[PartType];

/** A part of a type, or in a shape, that this version does not know: kept as it is. */
const unknownPartSchema = z.looseObject({ ...partBase, type: z.string() });
export type UnknownPart = z.infer<typeof unknownPartSchema>;

export type ParsedPart =
  | { readonly known: true; readonly part: KnownPart }
  | { readonly known: false; readonly part: UnknownPart };

/** Reads a part; undefined only for what has no id or type. */
export function parsePart(value: unknown): ParsedPart | undefined {
  const any = unknownPartSchema.safeParse(value);
  if (!any.success) return undefined;
  if (!Object.hasOwn(partSchemas, any.data.type)) return { known: false, part: any.data };
  const known = partSchemas[any.data.type as PartType].safeParse(value);
  return known.success ? { known: true, part: known.data as KnownPart } : { known: false, part: any.data };
}
