import * as z from "zod";
import { type Entry, readEntries } from "./entries.ts";
import { MAX_LIVE_FRAME_BYTES } from "./limits.ts";
import { type SeenShare, seenShareSchema } from "./seen.ts";
import type { Share } from "./share.ts";
import { type Outdated, outdatedSide, type Versions } from "./version.ts";

/** The first frame of every connection: how the share is described, and at which revision it is. */
export interface ShareFrame extends Versions {
  readonly type: "share";
  readonly share: Share;
  readonly revision: number;
  /** How often there is a `heartbeat`, ms; undefined: never. */
  readonly heartbeatMs: number | undefined;
}

/** Says that the line is alive: scripts in browsers see no pings. Before a large frame it tells its length, as that takes its time. */
export interface HeartbeatFrame {
  readonly type: "heartbeat";
  /** Length of the frame that follows, in bytes. */
  readonly nextBytes?: number | undefined;
}

/** Service → viewer. The first frame is `share`, then `entries` from `since` on; the viewer sends nothing. */
export type LiveFrame =
  | {
      readonly type: "share";
      readonly share: SeenShare;
      readonly revision: number;
      /** Earlier services have no heartbeat. */
      readonly heartbeatMs?: number | undefined;
    }
  | {
      readonly type: "entries";
      readonly base: number;
      readonly revision: number;
      readonly entries: readonly Entry[];
      readonly reset?: boolean | undefined;
      readonly more?: boolean | undefined;
    };

/** What a viewer makes of a frame. */
export type SeenFrame =
  | { readonly kind: "frame"; readonly frame: LiveFrame }
  | { readonly kind: "heartbeat"; readonly nextBytes: number }
  /** A newer service tells something that this version can do without. */
  | { readonly kind: "other" }
  /** The step to this revision has a form that this version does not know. */
  | { readonly kind: "unreadable"; readonly revision: number }
  | { readonly kind: "outdated"; readonly side: Outdated }
  /** No service of ours sends this. */
  | { readonly kind: "nonsense" };

/** No heartbeat is waited for that comes more seldom, ms. */
const LONGEST_HEARTBEAT_MS = 60 * 60_000;

const typeSchema = z.object({ type: z.string() });
/** What is no interval is none: the line is then borne as one of an earlier service. */
const intervalSchema = z.int().min(1).max(LONGEST_HEARTBEAT_MS).optional().catch(undefined);
const shareFrameSchema = z.object({
  share: seenShareSchema,
  revision: z.int(),
  heartbeatMs: intervalSchema,
});
const heartbeatSchema = z.object({ nextBytes: z.int().min(0).max(MAX_LIVE_FRAME_BYTES).catch(0) });
const entriesFrameSchema = z.object({
  base: z.int().min(0),
  revision: z.int().min(0),
  entries: z.array(z.unknown()),
  reset: z.boolean().optional(),
  more: z.boolean().optional(),
});

/** Reads a frame, of this version or a later one. @param value a message's JSON; undefined: it was none */
export function readFrame(value: unknown): SeenFrame {
  switch (typeSchema.safeParse(value).data?.type) {
    case undefined:
      return { kind: "nonsense" };
    case "share": {
      const side = outdatedSide(value);
      if (side) return { kind: "outdated", side };
      const { data } = shareFrameSchema.safeParse(value);
      return data ? { kind: "frame", frame: { type: "share", ...data } } : { kind: "nonsense" };
    }
    case "entries": {
      const { data } = entriesFrameSchema.safeParse(value);
      if (!data) return { kind: "nonsense" };
      const entries = readEntries(data.entries);
      if (!entries) return { kind: "nonsense" };
      if (entries === "later") return { kind: "unreadable", revision: data.revision };
      return { kind: "frame", frame: { type: "entries", ...data, entries } };
    }
    case "heartbeat":
      return { kind: "heartbeat", nextBytes: heartbeatSchema.parse(value).nextBytes };
    default:
      return { kind: "other" };
  }
}

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

/** Whether a service of ours has closed a socket for a reason that this version does not know. */
export const isOtherReason = (code: number): boolean =>
  code >= 4000 && code < 5000 && closeReason(code) === undefined;
