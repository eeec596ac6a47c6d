import { type ContentCodec, decodeEntries, plainCodec } from "../protocol/content-codec.ts";
import type { LiveFrame } from "../protocol/live.ts";
import type { Following, FollowListener } from "./following.ts";
import { PACE, type Pace } from "./pace.ts";
import { ServiceClient } from "./service-client.ts";
import { WaitingFollower } from "./waiting-follower.ts";

export type { Following, FollowListener } from "./following.ts";

/** How a share is followed. */
export interface FollowOptions {
  readonly pace?: Pace;
  readonly codec?: ContentCodec;
}

/**
 * Follows a share for as long as it lives. What there is comes by plain HTTP, what follows over a live line; where none
 * can be had, it is asked for now and then. A lost line is made anew with growing pauses; it ends when the service says
 * that the share did. While something is asked of the reader first, it is looked whether that is still so.
 * @param service its address, or a client that proves who follows
 * @param options `codec`: what the share's contents are encoded with
 */
export function follow(
  service: string | ServiceClient,
  shareId: string,
  listener: FollowListener,
  { pace = PACE, codec = plainCodec }: FollowOptions = {},
): Following {
  const client = typeof service === "string" ? new ServiceClient(service) : service;
  const decoding: FollowListener = {
    onFrame: (frame) => listener.onFrame(decoded(frame, codec)),
    onStatus: (status) => listener.onStatus(status),
    onReadable: () => listener.onReadable?.(),
  };
  return new WaitingFollower(client, shareId, decoding, pace);
}

function decoded(frame: LiveFrame, codec: ContentCodec): LiveFrame {
  if (frame.type !== "entries") return frame;
  return { ...frame, entries: decodeEntries(codec, frame.entries) };
}
