import * as z from "zod";
import { idSchema } from "./keys.ts";
import { MAX_TITLE_LENGTH } from "./limits.ts";
import { ignoredSchema, requestSchema } from "./request.ts";
import { askedTimeSchema, keptTimeSchema } from "./time.ts";
import { toldText } from "./told-text.ts";

/** 32 random bytes, base64url: ids of shares, and owner secrets. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "not a valid share id");

/**
 * Who may read: only the one who shares, the people and groups that are named, everybody of the same organisation, or
 * anyone who has the link. All but `link` need a service that knows people.
 */
export const audienceSchema = z.enum(["me", "people", "org", "link"]);
export type Audience = z.infer<typeof audienceSchema>;

/** `live` follows the session; `snapshot` stays as it was when it was shared. */
export const shareKindSchema = z.enum(["live", "snapshot"]);
export type ShareKind = z.infer<typeof shareKindSchema>;

/** Most people, and most groups, that a share can name. */
const MAX_NAMED = 100;
/** E-mail addresses or the provider's subjects, of the same organisation. */
const peopleSchema = z.array(z.string().trim().min(1).max(320)).max(MAX_NAMED);
const groupsSchema = z.array(z.string().trim().min(1).max(200)).max(MAX_NAMED);
const passwordSchema = z.string().min(8, "a password has at least 8 characters").max(200);
const maxViewsSchema = z.int().min(1).max(1_000_000);

/** What every reader may know of a share. */
export const shareSchema = z.object({
  shareId: tokenSchema,
  sessionId: idSchema,
  title: toldText(MAX_TITLE_LENGTH),
  audience: audienceSchema,
  mode: shareKindSchema,
  createdAt: keptTimeSchema,
  expiresAt: keptTimeSchema.nullable().describe("null: never"),
});
export type Share = z.infer<typeof shareSchema>;

export const createShareRequestSchema = requestSchema({
  sessionId: idSchema,
  title: z.string().max(MAX_TITLE_LENGTH).optional(),
  expiresInDays: z.int().min(1).max(3650).optional(),
  expiresAt: askedTimeSchema
    .nullable()
    .optional()
    .describe("Instead of expiresInDays; null: never; neither: the service's default"),
  audience: audienceSchema.optional().describe("Without it the service's default"),
  people: peopleSchema.optional().describe("Who may read, for the audience `people`"),
  groups: groupsSchema.optional().describe("Whose members may read, for the audience `people`"),
  password: passwordSchema.optional().describe("Asked of every reader but the owner"),
  maxViews: maxViewsSchema.optional().describe("How often it can be opened; a GET opens nothing"),
  mode: shareKindSchema.default("live"),
  agent: idSchema.default("opencode").describe("Whose session it is"),
});
export type CreateShareRequest = z.input<typeof createShareRequestSchema>;

/** What an owner may change of a share; what is not named stays as it is. */
export const updateShareRequestSchema = requestSchema({
  expiresInDays: createShareRequestSchema.shape.expiresInDays.describe("Counted from now"),
  expiresAt: askedTimeSchema.nullable().optional().describe("Instead of expiresInDays; null: never"),
  mode: shareKindSchema.optional(),
  title: createShareRequestSchema.shape.title,
  audience: audienceSchema.optional(),
  people: peopleSchema.optional(),
  groups: groupsSchema.optional(),
  password: passwordSchema.nullable().optional().describe("null: none any more"),
  maxViews: maxViewsSchema.nullable().optional().describe("null: as often as anyone likes"),
});
export type UpdateShareRequest = z.infer<typeof updateShareRequestSchema>;

export const createShareResponseSchema = z.object({
  shareId: tokenSchema,
  shareUrl: z.url(),
  secret: tokenSchema.describe("Owner secret; told only here. It writes and deletes, the link only reads."),
  expiresAt: keptTimeSchema.nullable(),
  audience: audienceSchema,
  revision: z.int(),
  ignored: ignoredSchema,
});
export type CreateShareResponse = z.infer<typeof createShareResponseSchema>;

/** What a reader sends to open a share that has a password or a number of views. */
export const openShareRequestSchema = requestSchema({
  password: z.string().max(200).optional(),
  opening: tokenSchema
    .optional()
    .describe(
      "Random, the reader's own: of openings with the same one, at once or again, one view is used up",
    ),
});

export type OpenShareRequest = z.input<typeof openShareRequestSchema>;

/** The right to read one share for some time; browsers also get it as a cookie. */
export const openShareResponseSchema = z.object({
  ticket: z.string().describe("Sent as the header `share-ticket`"),
  expiresAt: keptTimeSchema,
});
export type OpenShareResponse = z.infer<typeof openShareResponseSchema>;

/** Carries the ticket of programs. */
export const TICKET_HEADER = "share-ticket";
