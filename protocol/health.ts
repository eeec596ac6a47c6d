import * as z from "zod";
import { versionFields } from "./version.ts";

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
