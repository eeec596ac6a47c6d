import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";
import { isRefusal, Refusal } from "../../errors/refusal.ts";

/** Signatures that only the provider can make: none that a shared secret, or nothing at all, would do for. */
const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
/** How far the provider's clock may be from ours, seconds. */
const CLOCK_TOLERANCE_S = 30;
const TIMEOUT_MS = 5_000;
/** Tokens of these kinds say who somebody is; a logout token, which is signed just so, does not. */
const TYPES = [undefined, "jwt", "at+jwt", "application/at+jwt"];

export interface JwtVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly jwksUri: URL;
  /** How long after its keys were read an unknown key does not make us read them again, ms. */
  readonly cooldownMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Checks tokens that a provider has signed, with its keys as they are now. */
export class JwtVerifier {
  readonly #options: JwtVerifierOptions;
  readonly #keys: ReturnType<typeof createRemoteJWKSet>;

  constructor(options: JwtVerifierOptions) {
    this.#options = options;
    this.#keys = createRemoteJWKSet(options.jwksUri, {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: options.cooldownMs,
    });
  }

  /**
   * What a token says.
   * @throws Refusal `invalidCredentials` when it is not this provider's, not for this service, or not valid now
   * @throws Refusal `providerUnavailable` when the keys cannot be read
   */
  async verify(jwt: string): Promise<JWTPayload> {
    const { issuer, audience, now } = this.#options;
    try {
      const { payload, protectedHeader } = await jwtVerify(jwt, this.#keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: new Date(now()),
        requiredClaims: ["sub", "exp"],
      });
      if (!TYPES.includes(protectedHeader.typ?.toLowerCase()))
        throw new Refusal("invalidCredentials", "this token says nothing of who you are");
      return payload;
    } catch (error) {
      throw explain(error);
    }
  }
}

function explain(error: unknown): Error {
  if (isRefusal(error, "invalidCredentials")) return error;
  if (error instanceof errors.JWTExpired) return new Refusal("invalidCredentials", "this token has expired");
  if (error instanceof errors.JWTClaimValidationFailed)
    return new Refusal("invalidCredentials", `this token does not hold here (${error.claim})`);
  if (kindsOfBadToken.some((kind) => error instanceof kind))
    return new Refusal("invalidCredentials", "this token is not one of the provider's");
  return new Refusal("providerUnavailable", { cause: error });
}

const kindsOfBadToken = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSMultipleMatchingKeys,
  errors.JWKSNoMatchingKey,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTInvalid,
] as const;
