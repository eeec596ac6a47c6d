/** The owner secret is missing or is not that of the share. */
export class WrongSecretError extends Error {
  constructor() {
    super("the owner secret is missing or wrong");
    this.name = "WrongSecretError";
  }
}

/** What was asked for makes no sense; the message says why, for people. */
export class InvalidRequestError extends Error {
  constructor(why: string) {
    super(why);
    this.name = "InvalidRequestError";
  }
}

/** A page of another origin has asked for what only the service's own page may have. */
export class ForeignOriginError extends Error {
  constructor() {
    super("a page of another origin may not follow shares");
    this.name = "ForeignOriginError";
  }
}
