import * as z from "zod";
import { auditActions, auditRecordSchema } from "./audit.ts";
import { roleSchema, userSchema } from "./identity.ts";
import { audienceSchema, shareKindSchema } from "./share.ts";
import { askedTimeSchema, keptTimeSchema } from "./time.ts";

/** In an address's query. */
const timeSchema = z.coerce.number<string | number>().pipe(askedTimeSchema);
const nameSchema = z.string().min(1).max(200);
/** What an address's query says; one that is empty says nothing. */
const textSchema = z.preprocess(
  (value) => (value === "" ? undefined : value),
  z.string().max(2000).optional(),
);

/** Names a share to admins: the beginning of a hash of its id, by which nobody can open it. */
export const referenceSchema = z.string().regex(/^[A-Za-z0-9_-]{12}$/, "not a reference of a share");

/** A share as admins may know it: whose it is and who may read, never what it says, its title or its link. */
export const adminShareSchema = z.object({
  reference: referenceSchema,
  owner: z.object({ id: z.string(), name: z.string().optional() }).nullable(),
  org: z.string().nullable(),
  audience: audienceSchema,
  mode: shareKindSchema,
  agent: z.string(),
  createdAt: keptTimeSchema,
  expiresAt: keptTimeSchema.nullable().describe("null: never"),
  hasPassword: z.boolean(),
  maxViews: z.int().nullable(),
  views: z.int(),
  opens: z.int(),
  lastOpenedAt: keptTimeSchema.nullable().describe("null: never"),
  viewers: z.int().describe("Viewers now, over a live line or by polling"),
  bytes: z.int().describe("What it takes on the service's disk"),
});
export type AdminShare = z.infer<typeof adminShareSchema>;

/** Most shares in one answer. */
export const MAX_ADMIN_SHARES = 500;

export const adminSharesQuerySchema = z.object({
  org: textSchema,
  owner: textSchema.describe("Part of the owner's id or name"),
  audience: audienceSchema.optional(),
  share: textSchema.describe("A link, a reference or an id"),
  after: textSchema.describe("`next` of the page before"),
  limit: z.coerce.number<string | number>().int().min(1).max(MAX_ADMIN_SHARES).default(100),
});
export type AdminSharesQuery = z.output<typeof adminSharesQuerySchema>;

export const adminSharesSchema = z.object({
  shares: z.array(adminShareSchema),
  total: z.int().describe("How many there are to the question, on all pages"),
  next: z.string().nullable().describe("For ?after=…; null: that was all"),
});
export type AdminShares = z.infer<typeof adminSharesSchema>;

/** What somebody's living shares come to; the owner is null for those of nobody in particular. */
export const usageRowSchema = z.object({
  org: z.string().nullable(),
  owner: z.string().nullable(),
  shares: z.int(),
  bytes: z.int(),
  opens: z.int(),
});
export type UsageRow = z.infer<typeof usageRowSchema>;
export const usageSchema = z.object({ rows: z.array(usageRowSchema).describe("The largest first") });
export type Usage = z.infer<typeof usageSchema>;
export const usageQuerySchema = z.object({ org: textSchema });

/** Somebody who has a token or shares something. */
export const adminUserSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  email: z.string().optional(),
  org: z.string(),
  role: roleSchema.optional().describe("As the newest token says; the provider's word is not kept"),
  tokens: z.int(),
  shares: z.int(),
});
export type AdminUser = z.infer<typeof adminUserSchema>;
export const adminUsersSchema = z.object({ users: z.array(adminUserSchema) });

/** A user is known by both: another organisation may have the same id. */
export const userKeySchema = z.object({ id: nameSchema, org: nameSchema });
export const removedUserSchema = z.object({ tokens: z.int(), shares: z.int() });
export type RemovedUser = z.infer<typeof removedUserSchema>;

/** A personal token as admins may know it. */
export const adminTokenSchema = z.object({
  id: z.string().describe("The beginning of the token's hash"),
  user: userSchema,
  label: z.string(),
  createdAt: keptTimeSchema,
  expiresAt: keptTimeSchema.nullable().describe("null: never"),
});
export type AdminToken = z.infer<typeof adminTokenSchema>;
export const adminTokensSchema = z.object({ tokens: z.array(adminTokenSchema) });
export const tokensQuerySchema = z.object({ user: textSchema, org: textSchema });

export const createTokenRequestSchema = z.strictObject({
  user: z.strictObject({
    id: nameSchema,
    org: nameSchema,
    name: nameSchema.optional(),
    email: z.string().min(1).max(320).optional(),
    groups: z.array(nameSchema).max(500).default([]),
    role: roleSchema.default("member"),
  }),
  label: nameSchema.default("made by an admin"),
  expiresInDays: z.int().min(1).max(3650).nullable().default(null).describe("null: never"),
});

export const createdTokenSchema = adminTokenSchema.extend({ token: z.string().describe("Told only here") });
export type CreatedToken = z.infer<typeof createdTokenSchema>;

export const auditQuerySchema = z.object({
  since: timeSchema.optional(),
  until: timeSchema.optional(),
  share: textSchema.describe("A link, a reference or an id"),
  actor: textSchema,
  action: z.enum(auditActions).optional(),
  last: z.coerce
    .number<string | number>()
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe("Only so many, the newest of them"),
});

/** How much was deleted because its time was over. */
export const purgedSchema = z.object({
  expired: z.int().describe("Shares whose time was over"),
  tombstones: z.int().describe("Shares of which nothing is known any more, not even that they were there"),
  audit: z.int().describe("Records of the audit"),
});
export type Purged = z.infer<typeof purgedSchema>;

/** What was found in one journal of the data folder. */
export const verifiedSchema = z.object({
  name: z.string().describe("index, tokens, a month of the audit, or a share's reference"),
  records: z.int(),
  unfinished: z.int().optional().describe("Bytes at the end that were never acknowledged"),
  problem: z.string().optional(),
});
export type VerifiedLine = z.infer<typeof verifiedSchema>;

const ERRORS = ["invalid_request", "unauthorized", "sign_in_required", "forbidden", "unavailable"] as const;

export const damageListSchema = z.object({
  damaged: z.array(
    z.object({
      name: z.string().describe("`<file>.<when>.<why>`: what it is called in the folder `damaged`"),
      what: z.string().describe("What was found, in words"),
    }),
  ),
});
export type DamageList = z.infer<typeof damageListSchema>;

/**
 * The routes for admins: `admin` manages the service; `orgAdmin` what belongs to their own organisation, and sees no other.
 * `:share` stands for a reference or an id, `:id` for that of a token. `lines` is answered as NDJSON, one of it a line.
 */
export const adminRoutes = {
  adminListShares: {
    method: "GET",
    path: "/api/admin/shares",
    access: "orgAdmin",
    summary: "Living shares by whose they are and who may read, the newest first",
    query: adminSharesQuerySchema,
    response: adminSharesSchema,
    status: 200,
    errors: ERRORS,
  },
  adminShowShare: {
    method: "GET",
    path: "/api/admin/shares/:share",
    access: "orgAdmin",
    summary: "What admins may know of one share",
    response: adminShareSchema,
    status: 200,
    errors: [...ERRORS, "not_found", "expired", "revoked"],
  },
  adminRevokeShare: {
    method: "DELETE",
    path: "/api/admin/shares/:share",
    access: "orgAdmin",
    summary: "End a share: everything is deleted before the answer",
    status: 204,
    errors: [...ERRORS, "not_found", "expired", "revoked"],
  },
  adminUsage: {
    method: "GET",
    path: "/api/admin/usage",
    access: "orgAdmin",
    summary: "Shares, bytes and openings by organisation and owner",
    query: usageQuerySchema,
    response: usageSchema,
    status: 200,
    errors: ERRORS,
  },
  adminAudit: {
    method: "GET",
    path: "/api/admin/audit",
    access: "orgAdmin",
    summary: "The audit as NDJSON, the oldest first",
    query: auditQuerySchema,
    lines: auditRecordSchema,
    status: 200,
    errors: ERRORS,
  },
  adminListUsers: {
    method: "GET",
    path: "/api/admin/users",
    access: "admin",
    summary: "Everybody who has a token or shares something",
    response: adminUsersSchema,
    status: 200,
    errors: ERRORS,
  },
  adminRemoveUser: {
    method: "DELETE",
    path: "/api/admin/users",
    access: "admin",
    summary: "Revoke all tokens and all shares of a user",
    query: userKeySchema,
    response: removedUserSchema,
    status: 200,
    errors: ERRORS,
  },
  adminListTokens: {
    method: "GET",
    path: "/api/admin/tokens",
    access: "admin",
    summary: "Personal tokens that were not revoked",
    query: tokensQuerySchema,
    response: adminTokensSchema,
    status: 200,
    errors: ERRORS,
  },
  adminCreateToken: {
    method: "POST",
    path: "/api/admin/tokens",
    access: "admin",
    summary: "Make a personal token for somebody; it is told once",
    request: createTokenRequestSchema,
    response: createdTokenSchema,
    status: 201,
    errors: ERRORS,
  },
  adminRevokeToken: {
    method: "DELETE",
    path: "/api/admin/tokens/:id",
    access: "admin",
    summary: "End a personal token at once",
    status: 204,
    errors: [...ERRORS, "not_found"],
  },
  adminPurge: {
    method: "POST",
    path: "/api/admin/purge",
    access: "admin",
    summary: "Delete now what has expired, and what the policy's retention no longer keeps",
    response: purgedSchema,
    status: 200,
    errors: ERRORS,
  },
  adminListDamage: {
    method: "GET",
    path: "/api/admin/damage",
    access: "admin",
    summary: "Data files that were damaged and wait for a decision",
    response: damageListSchema,
    status: 200,
    errors: ERRORS,
  },
  adminAcceptDamage: {
    method: "DELETE",
    path: "/api/admin/damage/:name",
    access: "admin",
    summary: "Go on with what could still be read: what was closed opens again, the damaged file is deleted",
    status: 204,
    errors: [...ERRORS, "not_found"],
  },
  adminVerify: {
    method: "POST",
    path: "/api/admin/verify",
    access: "admin",
    summary: "Read every journal of the data folder; answers NDJSON, one line for each",
    lines: verifiedSchema,
    status: 200,
    errors: ERRORS,
  },
} as const;
