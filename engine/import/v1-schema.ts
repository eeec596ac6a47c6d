/**
 * What opencode 1.x accepts in an import, and all that we hand over: fields beyond these are dropped. That keeps
 * out what would steer an agent (instructions, permissions), what undoing acts on, and providers' own state.
 */
import * as z from "zod";

/** Times and counts: 1.x refuses fractions and anything below zero. */
const whole = z.number().min(0).max(Number.MAX_SAFE_INTEGER).transform(Math.floor);
const record = z.record(z.string(), z.unknown());
const optional = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);

const noTokens = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
const tokensSchema = z
  .object({
    total: optional(z.number()),
    input: z.number(),
    output: z.number(),
    reasoning: z.number().default(0),
    cache: z.object({ read: z.number(), write: z.number() }).default(noTokens.cache),
  })
  .catch(noTokens);

const diffSchema = z.object({
  file: optional(z.string()),
  patch: optional(z.string()),
  before: optional(z.string()),
  after: optional(z.string()),
  additions: z.number(),
  deletions: z.number(),
  status: optional(z.enum(["added", "deleted", "modified"])),
});

export const v1SessionSchema = z.object({
  id: z.string(),
  slug: z.string(),
  projectID: z.string(),
  directory: z.string(),
  title: z.string(),
  version: z.string(),
  time: z.object({ created: whole, updated: whole }),
  agent: optional(z.string()),
  model: optional(z.object({ id: z.string(), providerID: z.string(), variant: optional(z.string()) })),
  cost: optional(z.number()),
  tokens: z.optional(tokensSchema),
  summary: optional(z.object({ additions: z.number(), deletions: z.number(), files: z.number() })),
});

const messageBase = { id: z.string(), sessionID: z.string(), agent: z.string() };

export const v1UserSchema = z.object({
  ...messageBase,
  role: z.literal("user"),
  time: z.object({ created: whole }),
  model: z.object({ providerID: z.string(), modelID: z.string(), variant: optional(z.string()) }),
  summary: optional(
    z.object({ title: optional(z.string()), body: optional(z.string()), diffs: z.array(diffSchema) }),
  ),
});

const messageOnly = z.object({ message: z.string() });
const named = <N extends string, D extends z.ZodType>(name: N, data: D) =>
  z.object({ name: z.literal(name), data });
const apiErrorSchema = named(
  "APIError",
  z.object({ message: z.string(), statusCode: optional(whole), isRetryable: z.boolean() }),
);
export const v1ErrorSchema = z.discriminatedUnion("name", [
  named("ProviderAuthError", z.object({ providerID: z.string(), message: z.string() })),
  named("UnknownError", messageOnly),
  named("MessageOutputLengthError", z.object({})),
  named("MessageAbortedError", messageOnly),
  named("StructuredOutputError", z.object({ message: z.string(), retries: whole })),
  named("ContextOverflowError", messageOnly),
  named("ContentFilterError", messageOnly),
  apiErrorSchema,
]);

export const v1AssistantSchema = z.object({
  ...messageBase,
  role: z.literal("assistant"),
  time: z.object({ created: whole, completed: whole }),
  parentID: z.string(),
  modelID: z.string(),
  providerID: z.string(),
  mode: z.string(),
  path: z.object({ cwd: z.string(), root: z.string() }),
  cost: z.number().catch(0),
  tokens: tokensSchema,
  error: z.optional(v1ErrorSchema),
  variant: optional(z.string()),
  summary: optional(z.boolean()),
  finish: optional(z.string()),
});

const partBase = { id: z.string(), sessionID: z.string(), messageID: z.string() };
const textTime = z.object({ start: whole, end: optional(whole) });
const sourceText = { text: z.object({ value: z.string(), start: z.number(), end: z.number() }) };

const v1FileSchema = z.object({
  ...partBase,
  type: z.literal("file"),
  mime: z.string(),
  filename: optional(z.string()),
  url: z.string(),
  source: optional(z.object({ ...sourceText, type: z.literal("file"), path: z.string() })),
});

const toolTime = z.object({ start: whole, end: whole, compacted: optional(whole) });
const toolStateSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("completed"),
    input: record,
    output: z.string(),
    title: z.string(),
    metadata: record,
    time: toolTime,
    attachments: z.optional(z.array(v1FileSchema)),
  }),
  z.object({
    status: z.literal("error"),
    input: record,
    error: z.string(),
    metadata: optional(record),
    time: toolTime.omit({ compacted: true }),
  }),
]);

export const v1PartSchema = z.discriminatedUnion("type", [
  z.object({
    ...partBase,
    type: z.literal("text"),
    text: z.string(),
    synthetic: optional(z.boolean()),
    ignored: optional(z.boolean()),
    time: optional(textTime),
  }),
  z.object({ ...partBase, type: z.literal("reasoning"), text: z.string(), time: textTime }),
  v1FileSchema,
  z.object({
    ...partBase,
    type: z.literal("agent"),
    name: z.string(),
    source: optional(z.object({ value: z.string(), start: whole, end: whole })),
  }),
  z.object({ ...partBase, type: z.literal("compaction"), auto: z.boolean().default(false) }),
  z.object({
    ...partBase,
    type: z.literal("retry"),
    attempt: whole,
    error: apiErrorSchema,
    time: z.object({ created: whole }),
  }),
  z.object({ ...partBase, type: z.literal("step-start") }),
  z.object({
    ...partBase,
    type: z.literal("step-finish"),
    reason: z.string().default("unknown"),
    cost: z.number().catch(0),
    tokens: tokensSchema,
  }),
  z.object({
    ...partBase,
    type: z.literal("tool"),
    callID: z.string(),
    tool: z.string(),
    state: toolStateSchema,
  }),
]);

export type V1Session = z.infer<typeof v1SessionSchema>;
export type V1Message = z.infer<typeof v1UserSchema> | z.infer<typeof v1AssistantSchema>;
export type V1Part = z.infer<typeof v1PartSchema>;
