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

/** Somebody is signed in whom the share's audience does not name. */
export class NotForYouError extends Error {
  readonly why: "otherOrg" | "notNamed";

  constructor(why: "otherOrg" | "notNamed") {
    super(`the share is not for this person: ${why}`);
    this.name = "NotForYouError";
    this.why = why;
  }
}

/** The share has to be opened first: with its password, or because its openings are counted. */
export class OpenFirstError extends Error {
  readonly needs: "password" | "opening";

  constructor(needs: "password" | "opening") {
    super(`the share has to be opened first: ${needs}`);
    this.name = "OpenFirstError";
    this.needs = needs;
  }
}

/** The password is not that of the share. */
export class WrongPasswordError extends Error {
  constructor() {
    super("the password is wrong");
    this.name = "WrongPasswordError";
  }
}

/** All openings that the owner allowed are used up. */
export class NoViewsLeftError extends Error {
  constructor() {
    super("no openings are left");
    this.name = "NoViewsLeftError";
  }
}

/** The service's policy does not allow it; the message says what it allows, for people. */
export class NotAllowedError extends Error {
  constructor(why: string) {
    super(why);
    this.name = "NotAllowedError";
  }
}

/** What is kept of a share is damaged and may say less than its owner has decided: it is closed to all others. */
export class ShareClosedError extends Error {
  constructor() {
    super("the share is damaged and closed");
    this.name = "ShareClosedError";
  }
}

/** Others change a share again and again at the same time; what was asked for has not happened. */
export class BusyShareError extends Error {
  constructor() {
    super("the share is being changed by others");
    this.name = "BusyShareError";
  }
}

/** Something was done only in part; the message says what, for people. Asking for it again goes on with the rest. */
export class UnfinishedError extends Error {
  constructor(what: string, cause: unknown) {
    super(what, { cause });
    this.name = "UnfinishedError";
  }
}

/** More than the service lets somebody do; the message says of what, for people. */
export class TooManyError extends Error {
  /** Seconds. */
  readonly retryAfter: number;

  constructor(why: string, retryAfter: number) {
    super(why);
    this.name = "TooManyError";
    this.retryAfter = retryAfter;
  }
}
