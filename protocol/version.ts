import * as z from "zod";

/**
 * The version of the protocol that this side speaks. It rises when the other side may have to be updated; what a reader
 * can pass over (a new field, word, frame or error) does not raise it.
 */
export const PROTOCOL_VERSION = 2;
/** The oldest version that this side still understands. Services and clients that tell none speak the first. */
export const OLDEST_PROTOCOL_VERSION = 1;
const FIRST_PROTOCOL_VERSION = 1;

/** Tells the service which version a client speaks; browsers, whose sockets take no headers, say it in the address. */
export const PROTOCOL_HEADER = "share-protocol";
export const PROTOCOL_PARAMETER = "protocol";

/** What a service says of its protocol, among other things. */
export const versionFields = {
  protocolVersion: z.int().min(0).describe("The version of the protocol that the service speaks"),
  oldestProtocolVersion: z.int().min(0).describe("The oldest version of a client that it understands"),
};
const versionsSchema = z.object(versionFields);
export type Versions = z.infer<typeof versionsSchema>;

/** What this version of a service says. */
export const ownVersions: Versions = {
  protocolVersion: PROTOCOL_VERSION,
  oldestProtocolVersion: OLDEST_PROTOCOL_VERSION,
};

/** Which side is too old for the other. */
export type Outdated = "client" | "service";

/**
 * Which side has to be updated before a client of this version understands an answer; undefined: neither. A service that
 * does not say which older versions it understands, understands none.
 */
export function outdatedSide(answer: unknown): Outdated | undefined {
  const { protocolVersion = FIRST_PROTOCOL_VERSION, oldestProtocolVersion = protocolVersion } =
    versionsSchema.partial().safeParse(answer).data ?? {};
  if (oldestProtocolVersion > PROTOCOL_VERSION) return "client";
  return protocolVersion < OLDEST_PROTOCOL_VERSION ? "service" : undefined;
}

/** Whether a service still understands a client that says this of itself. */
export const isUnderstood = (said: string | undefined): boolean => versionOf(said) >= OLDEST_PROTOCOL_VERSION;

/** Whether a client that says this of itself passes over live frames that it does not know; the first version hangs up. */
export const passesOverFrames = (said: string | undefined): boolean =>
  versionOf(said) > FIRST_PROTOCOL_VERSION;

/** What is no version counts as the first. */
function versionOf(said: string | undefined): number {
  return /^\d{1,9}$/.test(said ?? "") ? Number(said) : FIRST_PROTOCOL_VERSION;
}
