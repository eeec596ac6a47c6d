/** Why a file of the service is not as it was written; part of the name under which it is kept aside. */
export type DamageReason = "checksum" | "cut" | "missing" | "unknown";

/** What was found when a journal was opened. */
export interface JournalDamage {
  readonly reason: DamageReason;
  /** In words, for the log and for `verify`. */
  readonly what: string;
  /**
   * The highest number whose record is lost, 0: none. What is known from a later record holds; what was known before
   * may have been changed by the one that is lost.
   */
  readonly lostUpTo: number;
}

/** A record whose checksum is right and which cannot be what was meant. */
export class RecordSenselessError extends Error {
  /** What it is about, and nothing else: so only this is touched. Undefined: nobody can tell. */
  readonly of: string | undefined;

  constructor(of?: string) {
    super("the record makes no sense");
    this.name = "RecordSenselessError";
    this.of = of;
  }
}

/** True when a record that could not be replayed may have changed anything, not only what it says it is about. */
export function mayTouchAll(error: unknown): boolean {
  return !(error instanceof RecordSenselessError && error.of !== undefined);
}
