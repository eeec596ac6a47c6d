import { PublicError } from "../errors/public-error.ts";
import type { GoneReason } from "./store.ts";

/** There never was a share with this id. */
export class ShareUnknownError extends PublicError {
  constructor() {
    super("not_found", "There is no such shared session. Check the link.");
  }
}

/** The share was revoked or has expired. */
export class ShareGoneError extends PublicError {
  readonly reason: GoneReason;

  constructor(reason: GoneReason) {
    super(
      reason,
      reason === "revoked"
        ? "The owner has stopped sharing this session."
        : "This link has expired. Ask its owner to share the session again.",
    );
    this.reason = reason;
  }
}

/** The store cannot be read or written now (disk full, database away); what was asked for has not happened. */
export class StoreUnavailableError extends PublicError {
  /**
   * @param message for the log
   * @param answer for people
   */
  constructor(
    message: string,
    options?: ErrorOptions,
    answer = "The service cannot read or write its data now; nothing was changed. Try again later.",
  ) {
    super("unavailable", answer, { ...options, message });
  }
}

/** The store was asked to change something and could not be heard any more: that may have happened, or not. */
export class StoreUncertainError extends StoreUnavailableError {
  /** @param message for the log */
  constructor(message: string, options?: ErrorOptions) {
    super(
      message,
      options,
      "The service could not hear whether its data was changed. Look whether it was, and try again if not.",
    );
  }
}

/** A batch would make a share larger than it may be; it was not accepted. */
export class ShareFullError extends PublicError {
  readonly of: "bytes" | "keys";
  /** Most that it may hold. */
  readonly most: number;

  constructor(of: "bytes" | "keys", most: number) {
    super(
      "too_large",
      `A share holds at most ${most} ${of} on this service. Delete some of its entries first.`,
    );
    this.of = of;
    this.most = most;
  }
}

/** Somebody says that they have seen a revision that cannot have been, however many were lost. */
export class RevisionAheadError extends PublicError {
  /** The revision that the share is at. */
  readonly revision: number;

  constructor(revision: number) {
    super(
      "invalid_request",
      `lastSeenRevision is too far ahead: the share is at revision ${revision}. Read the manifest to learn it.`,
    );
    this.revision = revision;
  }
}

/** A share has ended and nobody can read it any more, but deleting its contents failed; that is tried until it is done. */
export class ContentsRemainError extends PublicError {
  constructor(options?: ErrorOptions) {
    super(
      "unavailable",
      "The share has ended and nobody can read it any more, but deleting its file failed. The service tries that again until it is done.",
      options,
    );
  }
}

/** Somebody, or their organisation, has as many living shares as they may. */
export class QuotaReachedError extends Error {
  readonly whose: "owner" | "org";

  constructor(whose: "owner" | "org") {
    super(`the quota of the ${whose} is reached`);
    this.name = "QuotaReachedError";
    this.whose = whose;
  }
}

/** A share's metadata changed after it was read; what was asked for has not happened. */
export class VersionConflictError extends Error {
  constructor() {
    super("the share was changed meanwhile");
    this.name = "VersionConflictError";
  }
}
