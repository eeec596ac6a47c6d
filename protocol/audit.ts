import * as z from "zod";
import { keptTimeSchema } from "./time.ts";

/** What can happen, for the record. */
export const auditActions = [
  "share.created",
  "share.changed",
  "share.opened",
  "share.refused",
  "share.revoked",
  "share.expired",
  "signed-in",
  "signed-out",
  "token.created",
  "token.revoked",
  "user.removed",
  "admin.read",
  "admin.verified",
  "admin.purged",
  "damage.accepted",
] as const;

/** Who did what with which share, when, and from where. Never content, never a link: `share` is only a reference. */
export const auditRecordSchema = z.object({
  at: keptTimeSchema.describe("Milliseconds since 1970"),
  action: z.enum(auditActions),
  actor: z
    .string()
    .describe(
      "The signed-in user's id; `owner`: whoever holds the owner secret; `anonymous`; `cli`: who has the data folder; `service`: the service itself. A user whose id reads like one of these, or begins with `user:`, stands as `user:` and the id",
    ),
  org: z.string().optional().describe("The actor's organisation"),
  share: z.string().optional().describe("Its reference: the beginning of a hash of its id"),
  shareOrg: z.string().optional().describe("The organisation of the share, or of the user it was about"),
  from: z.string().optional().describe("An IP address"),
  count: z
    .int()
    .min(1)
    .optional()
    .describe(
      "How often, where what the same one did again within the hour is told together; without it once",
    ),
  detail: z
    .string()
    .optional()
    .describe("What exactly, in words of the protocol: the names of changed fields, the code of a refusal"),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;
