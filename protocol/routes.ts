import { startDeviceRequestSchema, startDeviceResponseSchema } from "./device.ts";
import { healthQuerySchema, healthSchema, readySchema } from "./health.ts";
import { meResponseSchema } from "./identity.ts";
import { policySchema } from "./policy.ts";
import {
  seenCreatedSchema,
  seenHeadSchema,
  seenHealthSchema,
  seenInfoSchema,
  seenManifestSchema,
  seenMeSchema,
  seenOwnedSchema,
  seenPolicySchema,
  seenSnapshotSchema,
} from "./seen.ts";
import {
  createShareRequestSchema,
  createShareResponseSchema,
  openShareRequestSchema,
  openShareResponseSchema,
  updateShareRequestSchema,
} from "./share.ts";
import {
  ownedSharesQuerySchema,
  ownedSharesSchema,
  shareInfoSchema,
  updateShareResponseSchema,
} from "./share-info.ts";
import { followQuerySchema, readQuerySchema, readStepSchema, snapshotSchema } from "./snapshot.ts";
import { manifestSchema, syncRequestSchema, syncResponseSchema } from "./sync.ts";
import { versionFields } from "./version.ts";

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

/** Every route of the service that programs use; `:id` stands for the share id. Services write `response`, clients read `seen`. */
export const routes = {
  createShare: {
    method: "POST",
    path: "/api/sessions/share",
    access: "user",
    summary: "Create a share",
    request: createShareRequestSchema,
    response: createShareResponseSchema,
    seen: seenCreatedSchema,
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
    query: ownedSharesQuerySchema,
    response: ownedSharesSchema,
    seen: seenOwnedSchema,
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
    seen: seenManifestSchema,
    status: 200,
    errors: ["unauthorized", "not_found", "expired", "revoked", "too_many_requests", "unavailable"],
  },
  shareInfo: {
    method: "GET",
    path: "/api/sessions/share/:id",
    access: "owner",
    summary: "A share as its owner may know it: with viewers and openings",
    response: shareInfoSchema,
    seen: seenInfoSchema,
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
    seen: seenHeadSchema,
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
    seen: seenSnapshotSchema,
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
    seen: seenPolicySchema,
    status: 200,
    errors: [],
  },
  me: {
    method: "GET",
    path: "/api/me",
    access: "anyone",
    summary: "Who is signed in",
    response: meResponseSchema,
    seen: seenMeSchema,
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
    seen: seenHealthSchema,
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
