import type { Following, FollowListener } from "./following.ts";
import { PACE, type Pace } from "./pace.ts";
import { ServiceClient } from "./service-client.ts";
import { WaitingFollower } from "./waiting-follower.ts";

export type { Following, FollowListener } from "./following.ts";

/**
 * Follows a share for as long as it lives. What there is comes by plain HTTP, what follows over a live line; where none
 * can be had, it is asked for now and then. A lost line is made anew with growing pauses; it ends when the service says
 * that the share did. While something is asked of the reader first, it is looked whether that is still so.
 * @param service its address, or a client that proves who follows
 */
export function follow(
  service: string | ServiceClient,
  shareId: string,
  listener: FollowListener,
  pace: Pace = PACE,
): Following {
  const client = typeof service === "string" ? new ServiceClient(service) : service;
  return new WaitingFollower(client, shareId, listener, pace);
}
