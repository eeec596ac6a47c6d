import type { HeartbeatFrame } from "../../protocol/live.ts";

/** A sign of life. @param nextBytes length of the frame that follows at once, if it is large */
export function heartbeatFrame(nextBytes?: number): Buffer {
  const frame: HeartbeatFrame = { type: "heartbeat", nextBytes };
  return Buffer.from(JSON.stringify(frame));
}
