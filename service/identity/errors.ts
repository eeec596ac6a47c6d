/** The request's credentials are not valid (any more): a token that is unknown, revoked or over, or a bearer of no known form. */
export class InvalidCredentialsError extends Error {
  constructor(why: string) {
    super(why);
    this.name = "InvalidCredentialsError";
  }
}

/** Somebody has to be signed in for this. */
export class SignInRequiredError extends Error {
  constructor() {
    super("sign in first");
    this.name = "SignInRequiredError";
  }
}

/** The provider cannot be reached, or answers what no provider should: nobody can sign in now. */
export class ProviderUnavailableError extends Error {
  constructor(options?: ErrorOptions) {
    super("the sign-in provider does not answer as it should", options);
    this.name = "ProviderUnavailableError";
  }
}

/** What the provider says of somebody is not enough to know who they are here; the message says what is missing, for people. */
export class ClaimsError extends Error {
  constructor(why: string, options?: ErrorOptions) {
    super(why, options);
    this.name = "ClaimsError";
  }
}

/** A sign-in did not come to its end: refused at the provider, begun elsewhere, or tampered with. */
export class SignInFailedError extends Error {
  readonly why: "denied" | "mismatch";

  constructor(why: "denied" | "mismatch", options?: ErrorOptions) {
    super(`the sign-in failed: ${why}`, options);
    this.name = "SignInFailedError";
    this.why = why;
  }
}
