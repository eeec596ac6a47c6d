import * as z from "zod";
import { entrySchema } from "./entries.ts";
import { keySchema } from "./keys.ts";
import { MAX_BATCH_ENTRIES } from "./limits.ts";
import {
  createShareRequestSchema,
  createShareResponseSchema,
  shareSchema,
  updateShareRequestSchema,
} from "./share.ts";

export const syncRequestSchema = z.strictObject({
  entries: z.array(entrySchema).min(1).max(MAX_BATCH_ENTRIES),
  known: z
    .int()
    .min(0)
    .max(2 ** 40)
    .optional()
    .describe(
      "The newest revision that the owner has seen. A service that is behind it (restored from a backup) goes on beyond it, and viewers who know a lost one start again",
    ),
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
export const NDJSON = "application/x-ndjson";

/** What an owner is told of a share: as everybody knows it, and at which revision it is. */
export const updateShareResponseSchema = snapshotHeadSchema;
export type UpdateShareResponse = z.infer<typeof updateShareResponseSchema>;

export const shareInfoSchema = snapshotHeadSchema.extend({
  viewers: z.int().describe("Live viewers now"),
  opens: z.int().describe("How often a viewer began to follow it; reads and link previews do not count"),
  lastOpenedAt: z.int().nullable().describe("null: never"),
});
export type ShareInfo = z.infer<typeof shareInfoSchema>;

export const healthSchema = z.object({ service: z.literal("opencode-share"), version: z.string() });
export type Health = z.infer<typeof healthSchema>;

/** Every route of the service; `:id` stands for the share id. Owner routes take `authorization: Bearer <owner secret>`. */
export const routes = {
  createShare: {
    method: "POST",
    path: "/api/sessions/share",
    owner: false,
    summary: "Create a share",
    request: createShareRequestSchema,
    response: createShareResponseSchema,
    status: 201,
    errors: ["invalid_request", "too_large", "unavailable"],
  },
  syncShare: {
    method: "POST",
    path: "/api/sessions/share/:id/sync",
    owner: true,
    summary: "Send a batch of entries; acknowledged means durable",
    request: syncRequestSchema,
    response: syncResponseSchema,
    status: 200,
    errors: [
      "invalid_request",
      "unauthorized",
      "not_found",
      "append_mismatch",
      "expired",
      "revoked",
      "too_large",
      "unavailable",
    ],
  },
  readManifest: {
    method: "GET",
    path: "/api/sessions/share/:id/manifest",
    owner: true,
    summary: "What the service holds, as hashes",
    response: manifestSchema,
    status: 200,
    errors: ["unauthorized", "not_found", "expired", "revoked", "unavailable"],
  },
  shareInfo: {
    method: "GET",
    path: "/api/sessions/share/:id",
    owner: true,
    summary: "A share as its owner may know it: with viewers and openings",
    response: shareInfoSchema,
    status: 200,
    errors: ["unauthorized", "not_found", "expired", "revoked", "unavailable"],
  },
  updateShare: {
    method: "PATCH",
    path: "/api/sessions/share/:id",
    owner: true,
    summary: "Change expiry, mode or title; live viewers are told at once",
    request: updateShareRequestSchema,
    response: updateShareResponseSchema,
    status: 200,
    errors: [
      "invalid_request",
      "unauthorized",
      "not_found",
      "expired",
      "revoked",
      "too_large",
      "unavailable",
    ],
  },
  deleteShare: {
    method: "DELETE",
    path: "/api/sessions/share/:id",
    owner: true,
    summary: "Unshare: everything is deleted before the answer",
    status: 204,
    errors: ["unauthorized", "not_found", "expired", "revoked", "unavailable"],
  },
  readShare: {
    method: "GET",
    path: "/api/sessions/shared/:id",
    owner: false,
    summary: "Read a share; NDJSON when asked for, ETag is the revision",
    response: snapshotSchema,
    status: 200,
    errors: ["not_found", "expired", "revoked", "unavailable"],
  },
  followShare: {
    method: "GET",
    path: "/api/sessions/shared/:id/live",
    owner: false,
    summary: "WebSocket: everything newer than ?since=<revision>, then live",
    status: 101,
    errors: ["invalid_request", "forbidden", "not_found", "expired", "revoked", "unavailable"],
  },
  health: {
    method: "GET",
    path: "/healthz",
    owner: false,
    summary: "The process is alive",
    response: healthSchema,
    status: 200,
    errors: [],
  },
  ready: {
    method: "GET",
    path: "/readyz",
    owner: false,
    summary: "The store can be written",
    response: healthSchema,
    status: 200,
    errors: ["unavailable"],
  },
} as const;

/** A route's path for one share. */
export const routePath = (route: { readonly path: string }, shareId: string) =>
  route.path.replace(":id", shareId);
