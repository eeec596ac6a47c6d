import type { JournalFile } from "./journal-file.ts";
import type { LedgerRewrite, PlacedLedger } from "./ledger.ts";

/**
 * Writes a journal anew beside everything else. Only its beginning and its end have their turn among what is written:
 * `capture`, `begin` and `finish` are called there.
 */
export class Rewriting {
  readonly #file: JournalFile;
  readonly #aborting = new AbortController();
  readonly #closing = new Set<Promise<void>>();
  #captured: LedgerRewrite | undefined;
  #current: LedgerRewrite | undefined;
  #writing: Promise<void> = Promise.resolve();
  #outcome: "written" | "failed" | undefined;

  constructor(file: JournalFile) {
    this.#file = file;
  }

  get isIdle(): boolean {
    return !this.#captured && !this.#current;
  }

  /** What was begun waits for its turn to be finished. */
  get isDue(): boolean {
    return this.#outcome !== undefined;
  }

  /** Takes what the ledger holds now, of which what is not written yet is about to be. */
  capture(ledger: PlacedLedger): void {
    this.#captured = ledger.rewrite(this.#aborting.signal);
  }

  /** Begins to write what was captured: the file has all of it now. */
  begin(whenDue: () => void): void {
    const rewrite = this.#captured;
    if (!rewrite) return;
    this.#captured = undefined;
    this.#current = rewrite;
    rewrite.begin();
    const settle = (outcome: "written" | "failed") => {
      this.#outcome = outcome;
      if (!this.#aborting.signal.aborted) whenDue();
    };
    this.#writing = this.#file
      .beginRewrite()
      .write(rewrite.records())
      .then(
        () => settle("written"),
        () => settle("failed"),
      );
  }

  /** Puts what was written in its place; false when that could not be, and all is as it was. */
  async finish(): Promise<boolean> {
    const [rewrite, outcome] = [this.#current, this.#outcome];
    this.#outcome = undefined;
    if (outcome === "failed") await this.#file.discardRewrite();
    const finished = outcome === "written" ? await this.#file.finishRewrite() : undefined;
    if (!rewrite || !finished) {
      rewrite?.failed();
      this.#current = undefined;
      return false;
    }
    const moved = rewrite.done(finished, this.#file.source).finally(() => {
      this.#current = undefined;
    });
    const closing = moved
      .then(() => rewrite.released())
      .then(() => finished.old.close())
      .finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
    return true;
  }

  /** Gives up what was begun; resolves when nothing of it is left. Nobody reads any more. */
  async close(): Promise<void> {
    this.#aborting.abort(new Error("the journal is closed"));
    await this.#writing;
    await this.#file.discardRewrite();
    await Promise.allSettled(this.#closing);
  }
}
