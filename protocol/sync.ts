import * as z from "zod";
import { entrySchema } from "./entries.ts";
import { keySchema } from "./keys.ts";
import { MAX_BATCH_ENTRIES } from "./limits.ts";
import { requestSchema } from "./request.ts";

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
