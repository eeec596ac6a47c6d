import rateLimit from "@fastify/rate-limit";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { HOUR_MS, MINUTE_MS } from "../../primitives/durations.ts";
import { Refusal } from "../errors/refusal.ts";
import type { ServicePolicy } from "../policy/service-policy.ts";
import type { HourlyCounts } from "./hourly-counts.ts";
import { networkOf } from "./network-of.ts";
import { senderOf } from "./sender-of.ts";
import { SteadyCounts } from "./steady-counts.ts";

/** Counts a request, of whoever or whatever it is counted for. @throws Refusal `tooMany` when that was one too many */
export type Rate = (request: FastifyRequest) => Promise<void>;

/** What is counted over time. */
export interface Rates {
  /** By who is signed in, by address where nobody is; and by organisation. */
  readonly creates: Rate;
  /** As creates, and for the whole service's sake: a changed password costs computing time. */
  readonly changes: Rate;
  /** By share; ask only for who may sync it, or strangers could use up its owner's. */
  readonly syncs: Rate;
  /** By address, these and all below. */
  readonly reads: Rate;
  readonly opens: Rate;
  readonly signIns: Rate;
  readonly devices: Rate;
}

interface RateOptions {
  readonly max: number;
  readonly windowMs: number;
  readonly keyOf: (request: FastifyRequest) => string;
  /** Of what there were too many, for people. */
  readonly what: string;
}

/**
 * The rates of a policy. Where several nodes count together, what is created is counted there; the other rates spare a
 * process, and each counts for itself.
 */
export async function addRates(
  app: FastifyInstance,
  { limits }: ServicePolicy,
  counts?: HourlyCounts,
): Promise<Rates> {
  await app.register(rateLimit, { global: false, store: SteadyCounts });
  const perMinute = (what: string, max: number, keyOf = addressOf) =>
    rate(app, { what, max, keyOf, windowMs: MINUTE_MS });
  const perHour = (what: string, max: number, keyOf = addressOf) =>
    rate(app, { what, max, keyOf, windowMs: HOUR_MS });
  const ofAll = (what: string, max: number, keyOf: RateOptions["keyOf"]) =>
    counts ? commonRate(counts, { what, max, keyOf }) : perHour(what, max, keyOf);
  const ofUser = ofAll("shares were created by you", limits.createsPerUserPerHour, callerOf);
  const ofOrg = ofAll("shares were created in your organisation", limits.createsPerOrgPerHour, orgOf);
  return {
    async creates(request) {
      await ofUser(request);
      if (request.caller.user) await ofOrg(request);
    },
    changes: perMinute("changes of shares were made by you", limits.changesPerUserPerMinute, callerOf),
    syncs: perMinute("batches were sent for this share", limits.syncsPerSharePerMinute, shareOf),
    reads: perMinute("requests came from your address", limits.readsPerAddressPerMinute),
    opens: perMinute("shares were opened from your address", limits.opensPerAddressPerMinute),
    signIns: perMinute("sign-ins came from your address", limits.signInsPerAddressPerMinute),
    devices: perHour("devices asked to sign in from your address", limits.devicesPerAddressPerHour),
  };
}

/** What a request is counted by where nobody is signed in. */
export function addressOf({ address }: FastifyRequest): string {
  return networkOf(address);
}

const callerOf = ({ caller, address }: FastifyRequest) => senderOf({ user: caller.user, address });
const orgOf = ({ caller }: FastifyRequest) => caller.user?.org ?? "";
const shareOf = ({ params }: FastifyRequest) => (params as { id: string }).id;

function rate(app: FastifyInstance, { max, windowMs, keyOf, what }: RateOptions): Rate {
  const options = { max, timeWindow: windowMs, keyGenerator: keyOf };
  const count = app.createRateLimit(options);
  return async (request) => {
    const counted = await count(request);
    if (counted.isAllowed || !counted.isExceeded) return;
    throw tooMany(what, Math.max(1, counted.ttlInSeconds));
  };
}

/** A rate within an hour that nodes count together. */
function commonRate(counts: HourlyCounts, { max, keyOf, what }: Omit<RateOptions, "windowMs">): Rate {
  return async (request) => {
    const wait = await counts.take(JSON.stringify([what, keyOf(request)]), max);
    if (wait > 0) throw tooMany(what, wait);
  };
}

const tooMany = (what: string, wait: number) =>
  new Refusal("tooMany", `Too many ${what}. Try again in ${inWords(wait)}.`, { retryAfter: wait });

function inWords(seconds: number): string {
  if (seconds < 90) return seconds === 1 ? "a second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
