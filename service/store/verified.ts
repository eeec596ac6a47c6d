/** What was found when a journal was read: `index`, `tokens`, a month of the audit, or a share by its reference. */
export interface Verified {
  readonly name: string;
  /** How many records are whole. */
  readonly records: number;
  /** Bytes of a record at the end that was never finished, and so never acknowledged; it is cut off at the next opening. */
  readonly unfinished?: number;
  /** What is damaged; undefined: nothing. */
  readonly problem?: string;
}

/** The report with one more problem. */
export function withProblem(found: Verified, problem: string): Verified {
  return { ...found, problem: found.problem === undefined ? problem : `${found.problem}; ${problem}` };
}
