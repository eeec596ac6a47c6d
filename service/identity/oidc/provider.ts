import * as client from "openid-client";
import type { User } from "../../../protocol/identity.ts";
import { isRefusal, Refusal } from "../../errors/refusal.ts";
import { ClaimsError, SignInFailedError } from "../errors.ts";
import { type Claims, claimAt } from "./claim-names.ts";
import { type ClaimedUser, userOfClaims } from "./claims.ts";
import { claimElsewhere } from "./distributed-claims.ts";
import { sourceOf } from "./groups.ts";
import { JwtVerifier } from "./jwt-verifier.ts";
import type { OidcConfig } from "./oidc-config.ts";
import type { OrganizationRules } from "./organization.ts";
import { askUserInfo } from "./user-info.ts";

/** How long the provider may take for one answer, seconds. */
const TIMEOUT_S = 5;
const KEYS_COOLDOWN_MS = 30_000;
const BAD_CLIENT =
  "the provider does not know this service: check SHARE_OIDC_CLIENT_ID and SHARE_OIDC_CLIENT_SECRET";

export interface OidcProviderDeps {
  readonly config: OidcConfig;
  readonly organizations?: OrganizationRules | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How long after the provider's keys were read an unknown key does not make us read them again, ms. Default 30 s. */
  readonly keysCooldownMs?: number | undefined;
}

/** What the service remembers of a sign-in that is under way; whoever knows it can finish it. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  /** PKCE. */
  readonly verifier: string;
}

/** Somebody who has signed in, with what went less than well. */
export interface SignedIn extends ClaimedUser {
  /** Why the userinfo endpoint has not helped, for the log; undefined: it has, or was not needed. */
  readonly userInfoFailure?: string | undefined;
}

/** What the provider tells of itself. */
interface Discovered {
  readonly client: client.Configuration;
  readonly verifier: JwtVerifier;
}

/** The OpenID Connect provider that knows people. It is asked about itself when that is needed first, not before. */
export class OidcProvider {
  readonly #deps: OidcProviderDeps;
  #discovery: Promise<Discovered> | undefined;

  constructor(deps: OidcProviderDeps) {
    this.#deps = deps;
  }

  /**
   * Begins a sign-in.
   * @param redirectUri where the provider sends the browser back to
   * @param mustAsk whether the provider asks for credentials even when it knows who the browser's user is
   * @throws Refusal `providerUnavailable`
   */
  async begin(redirectUri: string, mustAsk: boolean): Promise<{ url: URL; pending: PendingSignIn }> {
    const { client: configuration } = await this.#discovered();
    const pending = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
    };
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: this.#deps.config.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: "S256",
      ...(mustAsk ? { prompt: "login" } : {}),
    });
    return { url, pending };
  }

  /**
   * Ends a sign-in.
   * @param callback where the provider has sent the browser, with what it says in the query
   * @throws SignInFailedError
   * @throws ClaimsError when the provider does not say enough of who somebody is
   * @throws Refusal `providerUnavailable`
   */
  async finish(callback: URL, pending: PendingSignIn): Promise<SignedIn> {
    const { client: configuration, verifier } = await this.#discovered();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, callback, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
      });
      const claims = await verifier.verify(tokens.id_token ?? "");
      return await this.#signedIn(configuration, tokens.access_token, claims);
    } catch (error) {
      throw explain(error);
    }
  }

  /**
   * Whose token it is that a program brings: an access or ID token of the provider, made for this service.
   * @throws Refusal `invalidCredentials`
   * @throws Refusal `providerUnavailable`
   */
  async userOfJwt(jwt: string): Promise<User> {
    const { verifier } = await this.#discovered();
    const claims = await verifier.verify(jwt);
    try {
      return this.#userOf(claims).user;
    } catch (error) {
      if (error instanceof ClaimsError) throw new Refusal("invalidCredentials", error.message);
      throw error;
    }
  }

  /** Many providers keep the ID token short: the rest is asked for, and is a help where it comes. */
  async #signedIn(
    configuration: client.Configuration,
    accessToken: string,
    claims: Claims,
  ): Promise<SignedIn> {
    const asked = this.#isComplete(claims) ? {} : await askUserInfo(configuration, accessToken, claims);
    const known = { ...asked.claims, ...claims };
    const all = { ...known, ...(await this.#groupsElsewhere(configuration, accessToken, known)) };
    try {
      return { ...this.#userOf(all), userInfoFailure: asked.failure };
    } catch (error) {
      if (!(error instanceof ClaimsError) || asked.failure === undefined) throw error;
      throw new ClaimsError(`${error.message}; its userinfo endpoint, which may say more, ${asked.failure}`);
    }
  }

  /** The claim of the groups when it was not in the token and could be fetched. */
  async #groupsElsewhere(
    configuration: client.Configuration,
    accessToken: string,
    claims: Claims,
  ): Promise<Claims> {
    const { groupsClaim } = this.#deps.config;
    const source = sourceOf(claims, groupsClaim);
    if (!source) return {};
    const { issuer } = configuration.serverMetadata();
    const found = await claimElsewhere({ issuer, accessToken, source, path: groupsClaim });
    return found === undefined ? {} : { [groupsClaim]: found, _claim_names: undefined };
  }

  #userOf(claims: Claims): ClaimedUser {
    return userOfClaims(this.#deps.config, claims, this.#deps.organizations);
  }

  #isComplete(claims: Claims): boolean {
    const { orgClaim, groupsClaim } = this.#deps.config;
    return ["email", "name", orgClaim, groupsClaim].every((path) => claimAt(claims, path) !== undefined);
  }

  /** Asked once; after a failure, anew the next time. */
  #discovered(): Promise<Discovered> {
    if (!this.#discovery) {
      const discovery = discover(this.#deps);
      this.#discovery = discovery;
      discovery.catch(() => {
        this.#discovery = undefined;
      });
    }
    return this.#discovery;
  }
}

async function discover({ config, now, keysCooldownMs }: OidcProviderDeps): Promise<Discovered> {
  const { issuer, clientId, clientSecret } = config;
  const isPlain = new URL(issuer).protocol === "http:";
  try {
    const found = await client.discovery(new URL(issuer), clientId, undefined, authentication(clientSecret), {
      timeout: TIMEOUT_S,
      execute: isPlain ? [client.allowInsecureRequests] : [],
    });
    const metadata = found.serverMetadata();
    const jwksUri = new URL(metadata.jwks_uri ?? "");
    if (!isPlain && jwksUri.protocol !== "https:")
      throw new Error("the provider's keys must come over https");
    const verifier = new JwtVerifier({
      issuer: metadata.issuer,
      audience: clientId,
      jwksUri,
      cooldownMs: keysCooldownMs ?? KEYS_COOLDOWN_MS,
      now,
    });
    return { client: found, verifier };
  } catch (cause) {
    throw new Refusal("providerUnavailable", { cause });
  }
}

/** HTTP Basic is what providers take unless they say otherwise. */
function authentication(secret: string | undefined): client.ClientAuth {
  if (secret === undefined) return client.None();
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const takesBasic = methods.includes("client_secret_basic");
    (takesBasic ? client.ClientSecretBasic(secret) : client.ClientSecretPost(secret))(server, ...rest);
  };
}

/** Told apart by who can help: the person, by trying again, or only the operator. */
function explain(error: unknown): unknown {
  if (error instanceof ClaimsError || isRefusal(error, "providerUnavailable")) return error;
  if (isRefusal(error, "invalidCredentials")) return new SignInFailedError("mismatch", { cause: error });
  if (error instanceof client.ClientError && tampering.has(error.code ?? ""))
    return new SignInFailedError("mismatch", { cause: error });
  if (error instanceof client.AuthorizationResponseError || error instanceof client.ResponseBodyError)
    return explainRefusal(error);
  if (error instanceof client.WWWAuthenticateChallengeError)
    return new Refusal("providerUnavailable", { cause: new Error(BAD_CLIENT) });
  return new Refusal("providerUnavailable", { cause: error });
}

/** What the provider itself refused, by the code that it gives (RFC 6749 4.1.2.1 and 5.2); its words stay out of the log. */
function explainRefusal({ error }: { readonly error: string }): Error {
  if (error === "access_denied") return new SignInFailedError("denied");
  if (error === "invalid_grant") return new SignInFailedError("mismatch");
  const code = /^[a-z_]{1,40}$/.test(error) ? error : "an unknown error";
  return new Refusal("providerUnavailable", { cause: new Error(`the provider answers ${code}`) });
}

/** What openid-client calls an answer whose state, nonce, issuer or other claims are not those that were expected. */
const tampering = new Set([
  "OAUTH_INVALID_RESPONSE",
  "OAUTH_JWT_CLAIM_COMPARISON_FAILED",
  "OAUTH_JWT_TIMESTAMP_CHECK_FAILED",
]);
