import * as z from "zod";
import { startDeviceRequestSchema, startDeviceResponseSchema } from "./device.ts";
import { entrySchema } from "./entries.ts";
import { meResponseSchema } from "./identity.ts";
import { keySchema } from "./keys.ts";
import { MAX_BATCH_ENTRIES, MAX_NAME_LENGTH } from "./limits.ts";
import { policySchema } from "./policy.ts";
import { ignoredSchema, requestSchema } from "./request.ts";
import {
  createShareRequestSchema,
  createShareResponseSchema,
  openShareRequestSchema,
  openShareResponseSchema,
  shareSchema,
  updateShareRequestSchema,
} from "./share.ts";
import { keptTimeSchema } from "./time.ts";
import { toldText } from "./told-text.ts";
import { versionFields } from "./version.ts";

export const syncRequestSchema = requestSchema({
  entries: z.array(entrySchema).min(1).max(MAX_BATCH_ENTRIES),
  lastSeenRevision: z
    .int()
    .min(0)
    .optional()
    .describe(
      "The newest revision that the owner has seen. A service that is behind it (restored from a backup) goes on beyond it, and viewers who know a lost one start again; one that is further ahead than any backup could be behind is refused",
    ),
  known: z.int().min(0).optional().meta({ deprecated: true }).describe("Former name of lastSeenRevision"),
});
export type SyncRequest = z.infer<typeof syncRequestSchema>;
export const syncResponseSchema = z.object({ revision: z.int() });
export type SyncResponse = z.infer<typeof syncResponseSchema>;

export const manifestSchema = z.object({
  revision: z.int(),
  keys: z.record(keySchema, z.string().describe("content hash")),
});
export type Manifest = z.infer<typeof manifestSchema>;

export const snapshotSchema = z.object({
  share: shareSchema,
  revision: z.int(),
  entries: z.array(entrySchema),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** First line of a snapshot as NDJSON; every further line is one entry. */
export const snapshotHeadSchema = snapshotSchema.omit({ entries: true });
export type SnapshotHead = z.infer<typeof snapshotHeadSchema>;

/** How a share is read. */
export const readQuerySchema = z.object({
  since: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe("The revision that the reader knows: only what is newer is answered, as a step from `base`"),
  opens: z
    .enum(["true", "false"])
    .default("false")
    .describe("Whether this is the first that a person sees of it, and counts as an opening"),
});
/** What an answer to `since` says of itself: it goes on from `base`; after `reset`, from nothing. */
export const readStepSchema = z.object({ base: z.int().min(0), reset: z.boolean() }).partial();
export type ReadStep = z.infer<typeof readStepSchema>;

/** How a share is followed. */
export const followQuerySchema = z.object({
  since: z.coerce.number().int().min(0).default(0).describe("The revision the viewer knows"),
  opens: z
    .enum(["true", "false"])
    .optional()
    .describe("Whether this counts as an opening; unless it is said, whoever begins from nothing opens it"),
});
export const NDJSON = "application/x-ndjson";

/** What an owner is told of a share: as everybody knows it, and at which revision it is. */
export const updateShareResponseSchema = snapshotHeadSchema.extend({ ignored: ignoredSchema });
export type UpdateShareResponse = z.infer<typeof updateShareResponseSchema>;

/** Somebody signed in who has opened a share. */
export const readerSchema = z.object({
  id: toldText(MAX_NAME_LENGTH),
  name: toldText(MAX_NAME_LENGTH).optional(),
  count: z.int(),
  lastAt: keptTimeSchema,
});
export type Reader = z.infer<typeof readerSchema>;

/** What only the owner may know of who may read. */
export const shareAccessSchema = z.object({
  people: z.array(toldText(MAX_NAME_LENGTH)),
  groups: z.array(toldText(MAX_NAME_LENGTH)),
  hasPassword: z.boolean(),
  maxViews: z.int().nullable(),
  views: z.int().describe("How many of maxViews are used up"),
});
export type ShareAccess = z.infer<typeof shareAccessSchema>;

export const shareInfoSchema = snapshotHeadSchema.extend({
  access: shareAccessSchema,
  viewers: z.int().describe("Live viewers now"),
  opens: z.int().describe("How often a viewer began to follow it; reads and link previews do not count"),
  lastOpenedAt: keptTimeSchema.nullable().describe("null: never"),
  readers: z
    .array(readerSchema)
    .describe("Those of the openings whose people were signed in, the last first"),
});
export type ShareInfo = z.infer<typeof shareInfoSchema>;

export const ownedSharesSchema = z.object({
  shares: z.array(shareSchema.extend({ shareUrl: z.url() })),
  next: z.string().nullable().describe("For ?after=…; null: that was all"),
});
export type OwnedShares = z.infer<typeof ownedSharesSchema>;

export const healthQuerySchema = z.object({
  check: z.string().optional().describe("Tells under which addresses the service is known and was asked"),
});

export const healthSchema = z.object({
  service: z.literal("opencode-share"),
  version: z.string(),
  ...versionFields,
  publicUrl: z.string().optional().describe("With `check`: what links begin with"),
  askedAs: z
    .string()
    .optional()
    .describe("With `check`: where this request was sent, as it came through proxies; it should be the same"),
});
export type Health = z.infer<typeof healthSchema>;

export const readySchema = healthSchema.extend({
  damaged: z
    .int()
    .optional()
    .describe(
      "Data files that were damaged and wait for an admin's decision; the service works without them",
    ),
});
export type Ready = z.infer<typeof readySchema>;

const READ_ERRORS = [
  "unauthorized",
  "sign_in_required",
  "password_required",
  "open_required",
  "forbidden",
  "not_found",
  "expired",
  "revoked",
  "too_many_requests",
  "unavailable",
] as const;

/**
 * Whom a route serves: anyone; whoever the share's audience names; its owner (by its secret, or signed in as who created
 * it); its manager (the owner, or an admin of its organisation or of the service); or whoever is signed in, which on a
 * service that knows nobody is anyone.
 */
export type RouteAccess = "anyone" | "reader" | "owner" | "manager" | "user";

/** Every route of the service that programs use; `:id` stands for the share id. */
export const routes = {
  createShare: {
    method: "POST",
    path: "/api/sessions/share",
    access: "user",
    summary: "Create a share",
    request: createShareRequestSchema,
    response: createShareResponseSchema,
    status: 201,
    errors: [
      "invalid_request",
      "unauthorized",
      "sign_in_required",
      "not_allowed",
      "too_large",
      "too_many_requests",
      "unavailable",
    ],
  },
  listShares: {
    method: "GET",
    path: "/api/sessions/shares",
    access: "user",
    summary: "The living shares of whoever is signed in, the newest first",
    response: ownedSharesSchema,
    status: 200,
    errors: ["invalid_request", "unauthorized", "sign_in_required", "too_many_requests", "unavailable"],
  },
  syncShare: {
    method: "POST",
    path: "/api/sessions/share/:id/sync",
    access: "owner",
    summary: "Send a batch of entries; acknowledged means durable",
    request: syncRequestSchema,
    response: syncResponseSchema,
    status: 200,
    errors: [
      "invalid_request",
      "unauthorized",
      "not_allowed",
      "not_found",
      "append_mismatch",
      "expired",
      "revoked",
      "too_large",
      "too_many_requests",
      "unavailable",
    ],
  },
  readManifest: {
    method: "GET",
    path: "/api/sessions/share/:id/manifest",
    access: "owner",
    summary: "What the service holds, as hashes",
    response: manifestSchema,
    status: 200,
    errors: ["unauthorized", "not_found", "expired", "revoked", "too_many_requests", "unavailable"],
  },
  shareInfo: {
    method: "GET",
    path: "/api/sessions/share/:id",
    access: "owner",
    summary: "A share as its owner may know it: with viewers and openings",
    response: shareInfoSchema,
    status: 200,
    errors: ["unauthorized", "not_found", "expired", "revoked", "too_many_requests", "unavailable"],
  },
  updateShare: {
    method: "PATCH",
    path: "/api/sessions/share/:id",
    access: "owner",
    summary: "Change expiry, mode or title; live viewers are told at once",
    request: updateShareRequestSchema,
    response: updateShareResponseSchema,
    status: 200,
    errors: [
      "invalid_request",
      "unauthorized",
      "not_allowed",
      "not_found",
      "expired",
      "revoked",
      "too_large",
      "too_many_requests",
      "unavailable",
    ],
  },
  deleteShare: {
    method: "DELETE",
    path: "/api/sessions/share/:id",
    access: "manager",
    summary: "Unshare: everything is deleted before the answer",
    status: 204,
    errors: ["unauthorized", "not_found", "expired", "revoked", "too_many_requests", "unavailable"],
  },
  readShare: {
    method: "GET",
    path: "/api/sessions/shared/:id",
    access: "reader",
    summary: "Read a share; NDJSON when asked for. The ETag names all that is shown",
    query: readQuerySchema,
    response: snapshotSchema.extend(readStepSchema.shape),
    status: 200,
    errors: ["invalid_request", ...READ_ERRORS],
  },
  openShare: {
    method: "POST",
    path: "/api/sessions/shared/:id/open",
    access: "reader",
    summary: "Open a share that has a password or a number of views; the answer lets one read for some time",
    request: openShareRequestSchema,
    response: openShareResponseSchema,
    status: 200,
    errors: ["invalid_request", "too_large", ...READ_ERRORS],
  },
  followShare: {
    method: "GET",
    path: "/api/sessions/shared/:id/live",
    access: "reader",
    summary: "WebSocket: everything newer than ?since=<revision>, then live",
    query: followQuerySchema,
    status: 101,
    errors: ["invalid_request", ...READ_ERRORS],
  },
  policy: {
    method: "GET",
    path: "/api/policy",
    access: "anyone",
    summary: "What this service lets people do, and how they sign in",
    response: policySchema.extend(versionFields),
    status: 200,
    errors: [],
  },
  me: {
    method: "GET",
    path: "/api/me",
    access: "anyone",
    summary: "Who is signed in",
    response: meResponseSchema,
    status: 200,
    errors: ["unauthorized", "too_many_requests", "unavailable"],
  },
  startDevice: {
    method: "POST",
    path: "/auth/device",
    access: "anyone",
    summary: "Ask for a personal token of the sender's making to count, once a person allows it in a browser",
    request: startDeviceRequestSchema,
    response: startDeviceResponseSchema,
    status: 201,
    errors: ["invalid_request", "not_allowed", "too_many_requests"],
  },
  endToken: {
    method: "DELETE",
    path: "/api/me/token",
    access: "user",
    summary: "Revoke the personal token that the request is sent with: sign out",
    status: 204,
    errors: ["unauthorized", "sign_in_required", "too_many_requests", "unavailable"],
  },
  health: {
    method: "GET",
    path: "/healthz",
    access: "anyone",
    summary: "The process is alive",
    query: healthQuerySchema,
    response: healthSchema,
    status: 200,
    errors: [],
  },
  ready: {
    method: "GET",
    path: "/readyz",
    access: "anyone",
    summary: "The store can be written",
    response: readySchema,
    status: 200,
    errors: ["unavailable"],
  },
} as const;

/** A route's path for one share. */
export const routePath = (route: { readonly path: string }, shareId: string) =>
  route.path.replace(":id", shareId);
