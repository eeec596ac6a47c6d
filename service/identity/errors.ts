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
