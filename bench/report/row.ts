/** One line of the report. */
export interface Row {
  readonly what: string;
  /** With its spread and unit. */
  readonly figure: string;
  readonly target?: string;
  /** Undefined without a target, or when the noise hides the answer. */
  readonly isMet?: boolean | undefined;
}

/** Something to measure by its name. */
export interface Bench {
  readonly name: string;
  /** Names that stand for several. */
  readonly groups?: readonly string[];
  /** @throws Error when something went wrong that makes the figures worthless, as lost data does */
  run(): Promise<readonly Row[]>;
}
