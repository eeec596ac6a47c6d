import { type AuthMode, parseBearer, type User } from "../../protocol/identity.ts";
import { Refusal } from "../errors/refusal.ts";
import type { Caller } from "./caller.ts";

/** What a request brings to prove who sends it. */
export interface Credentials {
  readonly authorization?: string | undefined;
  /** The sealed session of somebody who signed in with a browser. */
  readonly session?: string | undefined;
  readonly ticket?: string | undefined;
  readonly address?: string | undefined;
}

/** Who knows people by what they bring; a service without one of these takes nobody by it. */
export interface Identifiers {
  readonly mode: AuthMode;
  /** @throws Refusal `invalidCredentials` */
  readonly userOfToken?: ((token: string) => Promise<User>) | undefined;
  /** Counts for administration alone. @throws Refusal `invalidCredentials` */
  readonly userOfAdminKey?: ((key: string) => Promise<User>) | undefined;
  /** @throws Refusal `invalidCredentials` */
  readonly userOfJwt?: ((jwt: string) => Promise<User>) | undefined;
  /** Undefined when the session is over: a browser then counts as not signed in. */
  readonly userOfSession?: ((session: string) => Promise<User | undefined>) | undefined;
}

/**
 * Who a request's sender is. A bearer that is not valid is an error and never counts as nobody, so that a program learns
 * that its token is over.
 * @throws Refusal `invalidCredentials`
 */
export async function identify(identifiers: Identifiers, credentials: Credentials): Promise<Caller> {
  const { authorization, session, ticket, address } = credentials;
  const bearer = parseBearer(authorization);
  if (authorization !== undefined && !bearer)
    throw new Refusal(
      "invalidCredentials",
      "the authorization header holds neither an owner secret nor a token",
    );
  const claims = { ticket, address };
  switch (bearer?.kind) {
    case "personal":
      return { ...claims, user: await ask(identifiers.userOfToken, bearer.token) };
    case "adminKey":
      return { ...claims, user: await ask(identifiers.userOfAdminKey, bearer.key) };
    case "jwt":
      return { ...claims, user: await ask(identifiers.userOfJwt, bearer.jwt) };
    case "secret":
      return { ...claims, user: await userOf(session), secret: bearer.secret };
    case undefined:
      return { ...claims, user: await userOf(session) };
    default:
      return bearer satisfies never;
  }

  async function userOf(sealed: string | undefined): Promise<User | undefined> {
    return sealed === undefined ? undefined : identifiers.userOfSession?.(sealed);
  }
}

function ask(userOf: ((text: string) => Promise<User>) | undefined, text: string): Promise<User> {
  if (!userOf) throw new Refusal("invalidCredentials", "this service does not take tokens of this kind");
  return userOf(text);
}
