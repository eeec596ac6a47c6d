import type { GoneReason } from "./store.ts";

/** There never was a share with this id. */
export class ShareUnknownError extends Error {
  constructor() {
    super("no such share");
    this.name = "ShareUnknownError";
  }
}

/** The share was revoked or has expired. */
export class ShareGoneError extends Error {
  readonly reason: GoneReason;

  constructor(reason: GoneReason) {
    super(`the share is ${reason}`);
    this.name = "ShareGoneError";
    this.reason = reason;
  }
}

/** The store cannot be read or written now (disk full, database away); what was asked for has not happened. */
export class StoreUnavailableError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = "StoreUnavailableError";
  }
}
