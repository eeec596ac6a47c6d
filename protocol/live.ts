import * as z from "zod";
import { entrySchema } from "./entries.ts";
import { shareSchema } from "./share.ts";

/** Service → viewer. The first frame is `share`, then `entries` from `since` on; the viewer sends nothing. */
export const liveFrameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("share"), share: shareSchema, revision: z.int() }),
  z.object({
    type: z.literal("entries"),
    base: z.int().min(0),
    revision: z.int().min(0),
    entries: z.array(entrySchema),
    reset: z.boolean().optional(),
    more: z.boolean().optional(),
  }),
]);
export type LiveFrame = z.infer<typeof liveFrameSchema>;

/**
 * Why the service closed a live socket: 4000 + the HTTP status of the same fact, 1012 from RFC 6455's registry. After
 * `unauthorized` the same question over HTTP tells what is needed: to sign in, or to open the share anew.
 */
export const closeCodes = {
  restarting: 1012,
  unauthorized: 4401,
  forbidden: 4403,
  notFound: 4404,
  lagging: 4408,
  revoked: 4410,
  expired: 4411,
} as const;
export type CloseReason = keyof typeof closeCodes;

/** The reason behind a close code; undefined for a connection that was merely lost. */
export function closeReason(code: number): CloseReason | undefined {
  return (Object.keys(closeCodes) as CloseReason[]).find((reason) => closeCodes[reason] === code);
}
