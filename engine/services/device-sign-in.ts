import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceClient } from "../../client/service-client.ts";
import { ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import type { StartDeviceResponse } from "../../protocol/device.ts";
import { PERSONAL_TOKEN_PREFIX, personalTokenSchema, type User } from "../../protocol/identity.ts";
import type { Account } from "./accounts.ts";

/** Nobody has allowed the sign-in in time. */
export class SignInExpiredError extends Error {
  constructor() {
    super("Nobody has allowed it in time. Sign in again.");
    this.name = "SignInExpiredError";
  }
}

/** The service does not know people, so nobody can sign in. */
export class NobodyKnownError extends Error {
  constructor() {
    super("This service has no accounts: there is no need to sign in.");
    this.name = "NobodyKnownError";
  }
}

/** A client of the service to sign in at that sends this token, and no other. */
export type ClientWith = (token: string) => Pick<ServiceClient, "me" | "beginDeviceSignIn" | "revokeToken">;

export interface DeviceSignInDeps {
  readonly serviceUrl: string;
  readonly clientWith: ClientWith;
  /** By what the person recognises this device. */
  readonly label: string;
  /** Shows the code, and opens the page where the sign-in is allowed. */
  readonly show: (signIn: StartDeviceResponse) => Promise<void> | void;
  /** @throws the signal's reason */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly now?: () => number;
}

/** For how long a sign-in is waited for, whatever the two clocks say; ms. */
const SHORTEST_WAIT_MS = 2 * 60_000;
const LONGEST_WAIT_MS = 15 * 60_000;

/**
 * Signs in with a token that is made here and never leaves but as what a request proves itself with: the service gets its
 * hash, and lets it count once the person has allowed that in a browser.
 * @throws ServiceError, ServiceUnreachableError, SignInExpiredError, or the signal's reason
 */
export async function signInByDevice(deps: DeviceSignInDeps, signal: AbortSignal): Promise<Account> {
  const { serviceUrl, clientWith, label, show, wait = standardWait, now = Date.now } = deps;
  const token = PERSONAL_TOKEN_PREFIX + randomBytes(32).toString("base64url");
  const client = clientWith(token);
  const signIn = await client.beginDeviceSignIn({ tokenHash: hashOf(token), label }, signal);
  const begun = now();
  const patience = Math.min(Math.max(signIn.expiresAt - begun, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
  try {
    await show(signIn);
    while (now() < begun + patience) {
      await wait(signIn.interval * 1000, signal);
      const user = await allowedUser(client, signal);
      if (user) return sessionOf(serviceUrl, token, user);
    }
    throw new SignInExpiredError();
  } catch (error) {
    // It may have been allowed in the very moment: nobody shall hold a token that nobody uses.
    await client.revokeToken().catch(() => undefined);
    signal.throwIfAborted();
    throw error;
  }
}

/**
 * Signs in with a token that an admin has given.
 * @throws ServiceError, ServiceUnreachableError, NobodyKnownError
 */
export async function signInWithToken(
  serviceUrl: string,
  token: string,
  clientWith: ClientWith,
  signal?: AbortSignal,
): Promise<Account> {
  const { user } = await clientWith(token).me(signal);
  if (!user) throw new NobodyKnownError();
  return sessionOf(serviceUrl, token, user);
}

/** Whether a text has the form of a personal token. */
export const isPersonalToken = (text: string): boolean => personalTokenSchema.safeParse(text.trim()).success;

/** Who has allowed it; undefined: nobody yet, or the service cannot say now. */
async function allowedUser(
  client: Pick<ServiceClient, "me">,
  signal: AbortSignal,
): Promise<User | null | undefined> {
  try {
    return (await client.me(signal)).user;
  } catch (error) {
    if (error instanceof ServiceUnreachableError) return undefined;
    if (error instanceof ServiceError && (error.code === "unauthorized" || error.status >= 429))
      return undefined;
    throw error;
  }
}

function sessionOf(serviceUrl: string, token: string, user: User): Account {
  const label = `${user.name ?? user.email ?? user.id} (${new URL(serviceUrl).host})`;
  return { id: randomUUID(), serviceUrl, token, account: { id: `${user.id}@${serviceUrl}`, label } };
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");

const standardWait = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal });
