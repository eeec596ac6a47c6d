/**
 * The neutral session model: opencode's v1 shapes (session, message, part), which every source maps to.
 * All objects are loose: fields that we do not know pass through and are kept. Of the fields below, only what a
 * viewer cannot do without is required, so that every generation of the format reads. Databases hold nulls, and what
 * other programs have written: a field that is not what it should be counts as absent, and the rest is shown.
 * Times are ms since 1970.
 */
import * as z from "zod";
import { isJsonObject, type Json } from "./json.ts";
import { idSchema } from "./keys.ts";
import { storedTime } from "./time.ts";

const timeSchema = z.number();
const jsonObjectSchema = z.record(z.string(), z.unknown());

/** A field that may be missing, and is where it holds something else. */
const may = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const shownText = (value: unknown): string => {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
};

/** A text that is shown whatever it is: none where there is none, and JSON where it is no text. */
const shownTextSchema = z.unknown().optional().transform(shownText);

/** A field that tells what kind of thing this is: it must be there, and `otherwise` stands for what it should not hold. */
const must = <T extends z.ZodType>(schema: T, otherwise: z.output<T>) =>
  z
    .unknown()
    .refine((value) => value !== undefined)
    .transform((value): z.output<T> => schema.safeParse(value).data ?? otherwise);

const mustBeTextSchema = z
  .unknown()
  .refine((value) => value !== undefined)
  .transform(shownText);

const createdSchema = z.unknown().optional().transform(storedTime);

/** Times of which one has always been stored; what is no object may be that one. */
const timesSchema = <T extends z.ZodRawShape>(others: T) =>
  z.preprocess(
    (time) => (isJsonObject(time as Json | undefined) ? time : { created: time }),
    z.looseObject({ created: createdSchema, ...others }),
  );

const countSchema = z.number().catch(0);
const tokensSchema = z.looseObject({
  input: countSchema,
  output: countSchema,
  reasoning: may(z.number()),
  cache: may(z.looseObject({ read: countSchema, write: countSchema })),
});

const errorObjectSchema = z.looseObject({
  name: z.string().catch("Error"),
  data: may(z.looseObject({ message: may(z.string()) })),
});

/** A failure of the model's provider or of the agent; `data.message` is for people. */
export const messageErrorSchema = z.preprocess(
  (error) => (typeof error === "string" ? { name: "Error", data: { message: error } } : error),
  errorObjectSchema,
);

const modelRefSchema = z.looseObject({
  providerID: may(z.string()),
  modelID: may(z.string()),
  id: may(z.string()),
});

export const sessionSchema = z.looseObject({
  id: idSchema,
  parentID: may(z.string()),
  title: may(z.string()),
  directory: may(z.string()),
  version: may(z.string()),
  agent: may(z.string()),
  model: may(modelRefSchema),
  cost: may(z.number()),
  tokens: may(tokensSchema),
  time: timesSchema({ updated: may(timeSchema) }),
  revert: may(z.looseObject({ messageID: z.string(), partID: may(z.string()) })),
});
export type Session = z.infer<typeof sessionSchema>;

const messageBase = {
  id: idSchema,
  sessionID: idSchema,
  /** Where a source has an order of its own, it wins over the order of time. */
  order: may(z.number()),
  /** Machinery of the agent that a viewer shows only when asked. */
  hidden: z.boolean().nullish().catch(true),
};

const userMessageSchema = z.looseObject({
  ...messageBase,
  role: z.literal("user"),
  time: timesSchema({}),
  agent: may(z.string()),
  model: may(modelRefSchema),
});
export type UserMessage = z.infer<typeof userMessageSchema>;

const assistantMessageSchema = z.looseObject({
  ...messageBase,
  role: z.literal("assistant"),
  time: timesSchema({ completed: may(timeSchema) }),
  parentID: may(z.string()),
  providerID: may(z.string()),
  modelID: may(z.string()),
  agent: may(z.string()),
  mode: may(z.string()),
  cost: may(z.number()),
  tokens: may(tokensSchema),
  finish: may(z.string()),
  summary: may(z.boolean()),
  error: may(messageErrorSchema),
});
export type AssistantMessage = z.infer<typeof assistantMessageSchema>;

export const messageSchema = z.discriminatedUnion("role", [userMessageSchema, assistantMessageSchema]);
export type Message = z.infer<typeof messageSchema>;

const toolTimeSchema = may(z.looseObject({ start: may(timeSchema), end: may(timeSchema) }));
/** A running or failed call may lack its input; a viewer shows what there is. */
const toolInputSchema = z.unknown().optional();

const BYTES = "application/octet-stream";
const filePartFields = {
  filename: may(z.string()),
  url: may(z.string()),
  source: may(jsonObjectSchema),
};

/** Those that are files; what else is in the list is left out. */
const attachmentsSchema = z
  .array(
    z
      .union([
        z.looseObject({ ...filePartFields, mime: z.string() }),
        z.looseObject({ ...filePartFields, mime: z.unknown().transform(() => BYTES), url: z.string() }),
      ])
      .nullable()
      .catch(null),
  )
  .transform((files) => files.filter((file) => file !== null));

export const toolStateSchema = z.discriminatedUnion("status", [
  z.looseObject({ status: z.literal("pending"), input: toolInputSchema, raw: may(z.string()) }),
  z.looseObject({
    status: z.literal("running"),
    input: toolInputSchema,
    title: may(z.string()),
    metadata: may(jsonObjectSchema),
    time: toolTimeSchema,
  }),
  z.looseObject({
    status: z.literal("completed"),
    input: toolInputSchema,
    output: shownTextSchema,
    title: may(z.string()),
    metadata: may(jsonObjectSchema),
    time: toolTimeSchema,
    attachments: may(attachmentsSchema),
  }),
  z.looseObject({
    status: z.literal("error"),
    input: toolInputSchema,
    error: shownTextSchema,
    metadata: may(jsonObjectSchema),
    time: toolTimeSchema,
  }),
]);
/** A call that does not say how it stands, with what the rest of it says. */
function withStatus(state: unknown): unknown {
  if (state === undefined) return undefined;
  if (!isJsonObject(state as Json)) return { status: typeof state === "string" ? state : "pending" };
  const { status, output, error } = state as Readonly<Record<string, unknown>>;
  if (typeof status === "string") return state;
  const told =
    (output ?? undefined) !== undefined
      ? "completed"
      : (error ?? undefined) !== undefined
        ? "error"
        : "pending";
  return { ...(state as object), status: told };
}
export type ToolState = z.infer<typeof toolStateSchema>;

const textsSchema = z
  .array(z.unknown())
  .transform((values) => values.filter((value) => typeof value === "string"));

const partBase = { id: idSchema, sessionID: idSchema, messageID: idSchema };
const textTimeSchema = may(z.looseObject({ start: timeSchema, end: may(timeSchema) }));

/** The kinds of parts that we know, by their `type`. */
export const partSchemas = {
  text: z.looseObject({
    ...partBase,
    type: z.literal("text"),
    text: mustBeTextSchema,
    synthetic: may(z.boolean()),
    ignored: may(z.boolean()),
    time: textTimeSchema,
  }),
  reasoning: z.looseObject({
    ...partBase,
    type: z.literal("reasoning"),
    text: mustBeTextSchema,
    time: textTimeSchema,
  }),
  file: z.looseObject({
    ...partBase,
    type: z.literal("file"),
    mime: must(z.string(), BYTES),
    ...filePartFields,
  }),
  agent: z.looseObject({ ...partBase, type: z.literal("agent"), name: mustBeTextSchema }),
  subtask: z.looseObject({
    ...partBase,
    type: z.literal("subtask"),
    prompt: mustBeTextSchema,
    description: mustBeTextSchema,
    agent: mustBeTextSchema,
  }),
  retry: z.looseObject({
    ...partBase,
    type: z.literal("retry"),
    attempt: must(z.number(), 1),
    error: z.unknown().optional(),
    time: may(z.looseObject({ created: timeSchema })),
  }),
  compaction: z.looseObject({ ...partBase, type: z.literal("compaction"), auto: may(z.boolean()) }),
  "step-start": z.looseObject({
    ...partBase,
    type: z.literal("step-start"),
    snapshot: may(z.string()),
  }),
  "step-finish": z.looseObject({
    ...partBase,
    type: z.literal("step-finish"),
    reason: may(z.string()),
    cost: may(z.number()),
    tokens: may(tokensSchema),
  }),
  snapshot: z.looseObject({ ...partBase, type: z.literal("snapshot"), snapshot: mustBeTextSchema }),
  patch: z.looseObject({
    ...partBase,
    type: z.literal("patch"),
    hash: mustBeTextSchema,
    files: must(textsSchema, []),
  }),
  tool: z.looseObject({
    ...partBase,
    type: z.literal("tool"),
    callID: mustBeTextSchema,
    tool: must(z.string(), "tool"),
    state: z.preprocess(withStatus, toolStateSchema),
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
