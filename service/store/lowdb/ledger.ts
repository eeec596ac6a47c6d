import type { ByteSource } from "../contents/segment.ts";
import type { JournalRecord } from "./journal-lines.ts";
import type { Rewritten } from "./journal-rewrite.ts";
import type { RecordPlace } from "./scan-journal.ts";

/** What a journal holds, in memory: it replays records, and tells which of its changes are not written yet. */
export interface Ledger {
  /** Size of what is live, in bytes; the journal is rewritten when it has grown far beyond. */
  readonly bytes: number;
  /** Takes in one record, as JSON text. Throws when it makes no sense, and has changed nothing then. */
  replay(json: Buffer, place: RecordPlace): void;
  /**
   * Closes what may have been changed by a record up to this number, of which one is lost (0: none is), and whatever a
   * record that made no sense was about.
   * @param name what an admin knows the damage by
   */
  lose?(upTo: number, name: string): void;
  /** Hands over, once, the records made since the last time. */
  takeUnwritten(): JournalRecord[];
  /** The shortest journal that leads to this state, which it captures at once. */
  compacted(): Iterable<Uint8Array>;
}

/** A ledger that holds where its records lie and not what they say. Its journal is rewritten beside what is written. */
export interface PlacedLedger extends Omit<Ledger, "compacted"> {
  /** It would gain from being rewritten, however small its journal is. */
  readonly isScattered: boolean;
  /** What was replayed can be read again from here. Answers what makes no sense, in words; undefined: nothing. */
  opened(source: ByteSource): Promise<string | undefined>;
  /** The records that were handed over next lie here now. */
  written(places: readonly RecordPlace[]): void;
  /** Captures at once what a new journal has to say. */
  rewrite(signal: AbortSignal): LedgerRewrite;
}

/** A new journal of a ledger as it was. */
export interface LedgerRewrite {
  /** All of it. Throws when its signal is aborted. */
  records(): AsyncIterable<JournalRecord>;
  /** The old journal has all that was captured; what is added to it from now on comes after. */
  begin(): void;
  /** The ledger lies in another file now. Resolves when it does not point to the old one any more. */
  done(rewritten: Rewritten, source: ByteSource): Promise<void>;
  /** Resolves when nobody reads from the old one any more. */
  released(): Promise<void>;
  /** Nothing has changed. */
  failed(): void;
}
