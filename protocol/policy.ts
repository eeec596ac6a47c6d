import * as z from "zod";
import { authModeSchema } from "./identity.ts";
import { audienceSchema } from "./share.ts";

/** What a service lets people do, as clients are told at `/api/policy`. */
export const policySchema = z.object({
  auth: authModeSchema,
  sharing: z.boolean().describe("false: nobody can create shares, and nothing more is synced"),
  audiences: z.array(audienceSchema).describe("Those that may be chosen"),
  defaultAudience: audienceSchema,
  expiry: z.object({
    defaultDays: z.int().nullable().describe("null: never"),
    maxDays: z.int().nullable().describe("null: a share need not end"),
  }),
  linkNeedsPassword: z.boolean(),
  sealedOnly: z.boolean().describe("Only end-to-end encrypted shares may be created"),
  agents: z.array(z.string()).nullable().describe("Whose sessions may be shared; null: any agent's"),
});
export type Policy = z.infer<typeof policySchema>;
