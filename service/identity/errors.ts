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
