import * as z from "zod";
import { idSchema } from "./keys.ts";
import { MAX_TITLE_LENGTH } from "./limits.ts";

/** 32 random bytes, base64url: ids of shares, and owner secrets. */
export const tokenSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "not a valid share id");

/** Who may read. `link`: anyone who has the link. */
export const audienceSchema = z.enum(["link"]);
export type Audience = z.infer<typeof audienceSchema>;

/** `live` follows the session; `snapshot` stays as it was when it was shared. */
export const shareModeSchema = z.enum(["live", "snapshot"]);
export type ShareMode = z.infer<typeof shareModeSchema>;

/** Milliseconds since 1970, as everywhere in the protocol. */
const timeSchema = z.int().min(0);

/** What every reader may know of a share. */
export const shareSchema = z.object({
  shareId: tokenSchema,
  sessionId: idSchema,
  title: z.string(),
  audience: audienceSchema,
  mode: shareModeSchema,
  createdAt: timeSchema,
  expiresAt: timeSchema.nullable().describe("null: never"),
});
export type Share = z.infer<typeof shareSchema>;

export const createShareRequestSchema = z.strictObject({
  sessionId: idSchema,
  title: z.string().max(MAX_TITLE_LENGTH).optional(),
  expiresInDays: z.int().min(1).max(3650).optional(),
  expiresAt: timeSchema.optional().describe("Instead of expiresInDays; neither: never"),
  audience: audienceSchema.default("link"),
  mode: shareModeSchema.default("live"),
});
export type CreateShareRequest = z.input<typeof createShareRequestSchema>;

/** What an owner may change of a share; what is not named stays as it is. */
export const updateShareRequestSchema = z.strictObject({
  expiresInDays: createShareRequestSchema.shape.expiresInDays.describe("Counted from now"),
  expiresAt: timeSchema.nullable().optional().describe("Instead of expiresInDays; null: never"),
  mode: shareModeSchema.optional(),
  title: createShareRequestSchema.shape.title,
});
export type UpdateShareRequest = z.infer<typeof updateShareRequestSchema>;

export const createShareResponseSchema = z.object({
  shareId: tokenSchema,
  shareUrl: z.url(),
  secret: tokenSchema.describe("Owner secret; told only here. It writes and deletes, the link only reads."),
  expiresAt: timeSchema.nullable(),
  revision: z.int(),
});
export type CreateShareResponse = z.infer<typeof createShareResponseSchema>;
