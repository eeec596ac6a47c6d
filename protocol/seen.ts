/**
 * How clients read what a service writes. A newer service may use words that this version does not know: each reads as
 * `unknown`, and the rest as it is. What is written stays strict: these forms are never sent.
 */
import * as z from "zod";
import type { Entry } from "./entries.ts";
import { healthSchema } from "./health.ts";
import { authModeSchema, meResponseSchema, roleSchema, userSchema } from "./identity.ts";
import { parseKey } from "./keys.ts";
import { policySchema } from "./policy.ts";
import { audienceSchema, createShareResponseSchema, shareKindSchema, shareSchema } from "./share.ts";
import { ownedSharesSchema, shareInfoSchema } from "./share-info.ts";
import { readStepSchema, snapshotHeadSchema } from "./snapshot.ts";
import { manifestSchema } from "./sync.ts";

/** A word that this version does not know. Where it limits something, nobody can say here how. */
const unknownSchema = z.unknown().transform(() => "unknown" as const);

export const seenAudienceSchema = z.union([audienceSchema, unknownSchema]);
export type SeenAudience = z.infer<typeof seenAudienceSchema>;
export const seenKindSchema = z.union([shareKindSchema, unknownSchema]);
export type SeenKind = z.infer<typeof seenKindSchema>;

const seenWords = { audience: seenAudienceSchema, mode: seenKindSchema };

/** Services of the first version say nothing of their protocol. */
export const seenHealthSchema = healthSchema.partial({ protocolVersion: true, oldestProtocolVersion: true });
export type SeenHealth = z.infer<typeof seenHealthSchema>;

export const seenShareSchema = shareSchema.extend(seenWords);
export type SeenShare = z.infer<typeof seenShareSchema>;

export const seenHeadSchema = snapshotHeadSchema.extend({ share: seenShareSchema });
export type SeenHead = z.infer<typeof seenHeadSchema>;

/** What a reading begins with; earlier services always answer the whole, and say nothing of a step. */
export const seenStepSchema = seenHeadSchema.extend(readStepSchema.shape);
export type SeenStep = z.infer<typeof seenStepSchema>;

/** A share with its entries as they came. */
export const seenSnapshotSchema = seenStepSchema.extend({ entries: z.array(z.unknown()) });
export type SeenSnapshot = SeenHead & { readonly entries: readonly Entry[] };

export const seenInfoSchema = shareInfoSchema.extend({ share: seenShareSchema });
export type SeenInfo = z.infer<typeof seenInfoSchema>;

export const seenCreatedSchema = createShareResponseSchema.extend({ audience: seenAudienceSchema });
export type SeenCreated = z.infer<typeof seenCreatedSchema>;

export const seenOwnedSchema = ownedSharesSchema.extend({
  shares: z.array(ownedSharesSchema.shape.shares.element.extend(seenWords)),
});
export type SeenOwned = z.infer<typeof seenOwnedSchema>;

/** Without the keys of a kind that this version does not know: whoever sent them knows what becomes of them. */
export const seenManifestSchema = manifestSchema.extend({
  keys: z
    .record(z.string(), z.string())
    .transform((keys) => Object.fromEntries(Object.entries(keys).filter(([key]) => parseKey(key)))),
});

/** Whoever has a role that this version does not know may do nothing more than a member. */
export const seenMeSchema = meResponseSchema.extend({
  user: userSchema.extend({ role: roleSchema.catch("member") }).nullable(),
});

/** A policy with those audiences that this version can offer; a default that it does not know is left to the service. */
export const seenPolicySchema = policySchema.extend({
  auth: z.union([authModeSchema, unknownSchema]),
  audiences: z
    .array(seenAudienceSchema)
    .transform((audiences) => audiences.filter((audience) => audience !== "unknown")),
  defaultAudience: seenAudienceSchema
    .optional()
    .transform((audience) => (audience === "unknown" ? undefined : audience)),
});
export type SeenPolicy = z.infer<typeof seenPolicySchema>;
