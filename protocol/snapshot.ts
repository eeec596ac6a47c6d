import * as z from "zod";
import { entrySchema } from "./entries.ts";
import { shareSchema } from "./share.ts";

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
