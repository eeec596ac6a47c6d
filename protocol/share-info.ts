import * as z from "zod";
import { MAX_NAME_LENGTH } from "./limits.ts";
import { ignoredSchema } from "./request.ts";
import { shareSchema } from "./share.ts";
import { snapshotHeadSchema } from "./snapshot.ts";
import { keptTimeSchema } from "./time.ts";
import { toldText } from "./told-text.ts";

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
  viewers: z
    .int()
    .describe(
      "Viewers now, over a live line or by polling; of those who poll, each person or address counts once",
    ),
  opens: z.int().describe("How often a viewer began to follow it; reads and link previews do not count"),
  lastOpenedAt: keptTimeSchema.nullable().describe("null: never"),
  readers: z
    .array(readerSchema)
    .describe("Those of the openings whose people were signed in, the last first"),
});
export type ShareInfo = z.infer<typeof shareInfoSchema>;

export const ownedSharesQuerySchema = z.object({
  after: z.string().optional().describe("`next` of the page before"),
});

export const ownedSharesSchema = z.object({
  shares: z.array(shareSchema.extend({ shareUrl: z.url() })),
  next: z.string().nullable().describe("For ?after=…; null: that was all"),
});
export type OwnedShares = z.infer<typeof ownedSharesSchema>;
