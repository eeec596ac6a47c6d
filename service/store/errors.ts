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

/** Why the store cannot be used, and what its operator can do: one sentence of each. */
export function explainUnavailable({ message, cause }: StoreUnavailableError): string {
  const [code, reason] = rootOf(cause);
  return `The data cannot be used: ${message}${reason === "" ? "" : ` (${reason})`}. ${adviceFor(code)}`;
}

function adviceFor(code: string): string {
  if (["EACCES", "EPERM", "EROFS"].includes(code))
    return "Let the user that runs the service read and write the data folder, or choose another with SHARE_DATA_DIR.";
  if (["ENOSPC", "EDQUOT"].includes(code)) return "Free some space on its disk.";
  if (["ENOTDIR", "EISDIR", "EEXIST", "ELOOP"].includes(code))
    return "Something else stands there: move it away, or choose another folder with SHARE_DATA_DIR.";
  return "See that its disk works, or restore the folder from a backup.";
}

/** Code and message of what a chain of errors began with. */
function rootOf(error: unknown): [code: string, reason: string] {
  if (!(error instanceof Error)) return ["", ""];
  const [code, reason] = rootOf(error.cause);
  if (reason !== "") return [code, reason];
  return ["code" in error ? String(error.code) : "", error.message];
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

/** A batch would make a share larger than it may be; it was not accepted. */
export class ShareFullError extends Error {
  readonly of: "bytes" | "keys";
  /** Most that it may hold. */
  readonly most: number;

  constructor(of: "bytes" | "keys", most: number) {
    super(`a share holds at most ${most} ${of}`);
    this.name = "ShareFullError";
    this.of = of;
    this.most = most;
  }
}

/** Somebody says that they have seen a revision that cannot have been, however many were lost. */
export class RevisionAheadError extends Error {
  /** The revision that the share is at. */
  readonly revision: number;

  constructor(revision: number) {
    super(`the share is at revision ${revision}, far below`);
    this.name = "RevisionAheadError";
    this.revision = revision;
  }
}

/** A share has ended and nobody can read it any more, but deleting its contents failed; that is tried until it is done. */
export class ContentsRemainError extends Error {
  constructor(options?: ErrorOptions) {
    super("the contents of an ended share could not be deleted yet", options);
    this.name = "ContentsRemainError";
  }
}
