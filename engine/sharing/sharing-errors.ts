import type { LocalShare } from "../registry/local-share.ts";

/** The secret of a share is gone from the secret storage, so this machine can neither sync nor unshare it. */
export class SecretLostError extends Error {
  constructor(record: LocalShare) {
    super(`The secret of “${record.title}” is missing, so it cannot be changed from here any more.`);
    this.name = "SecretLostError";
  }
}

/** The mode has forbidden a share while it was being made; nothing of it stays. */
export class SharingStoppedError extends Error {
  constructor() {
    super("Sharing was turned off meanwhile.");
    this.name = "SharingStoppedError";
  }
}
