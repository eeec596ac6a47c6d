/** A stretch of a text, in UTF-16 units: from `start` up to and without `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A secret in a text. */
export interface Found extends Span {
  readonly kind: string;
  /** How sure its kind is: where two overlap, the kind of the surer one names both. */
  readonly rank: Rank;
  /** What of it is to be hidden, where that is not all: the lines of a key without what stands before them in a diff. */
  readonly pieces?: readonly Span[];
  /** Tells the same secret in whatever form; without it, it is what is hidden that tells. */
  readonly identity?: string;
  /** Undefined: it ends where it ends. True: more text could make it longer. */
  readonly isOpen?: boolean;
}

/** 3: a form that only such tokens have; 2: a structure around it says what it is; 1: a name beside it does. */
export type Rank = 1 | 2 | 3;

/** Looks at a place where one of its literals stands. */
export interface Detector {
  /** ASCII; small and capital letters are the same. */
  readonly literals: readonly string[];
  /** It need not look within what another has found. */
  readonly isSkippedWithinFound?: boolean;
  /** What is there; `start` and `end` are those of the literal. */
  readonly look: (text: string, start: number, end: number) => readonly Found[] | undefined;
}
