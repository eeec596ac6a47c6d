import type { FastifyRequest } from "fastify";
import { closeReasonOf } from "../live/close-reason.ts";
import type { MayStay } from "../live/subscriber.ts";
import { callerOf } from "./caller.ts";
import type { RouteDeps } from "./route-deps.ts";

/** Asks with a request's credentials, as they count by then, whether whoever sent it may still read a share. */
export function mayStay(request: FastifyRequest, deps: RouteDeps, shareId: string): MayStay {
  return async () => {
    try {
      await deps.shares.find(await callerOf(request, deps), shareId);
      return undefined;
    } catch (error) {
      return closeReasonOf(error);
    }
  };
}
