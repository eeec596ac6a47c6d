/** Somebody is signed in who may not do what admins do; the message says what it takes, for people. */
export class NotAdminError extends Error {
  constructor(why: string) {
    super(why);
    this.name = "NotAdminError";
  }
}

/** There is no such token (any more). */
export class TokenUnknownError extends Error {
  constructor() {
    super("no such token");
    this.name = "TokenUnknownError";
  }
}

/** There is no damage of this name, or somebody has decided about it already. */
export class DamageUnknownError extends Error {
  constructor() {
    super("no such damage");
    this.name = "DamageUnknownError";
  }
}
