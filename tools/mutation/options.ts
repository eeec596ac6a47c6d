import { parseArgs } from "node:util";

/** What a mutation run is about. */
export interface MutationOptions {
  readonly help: boolean;
  /** Chooses the mutants: the same seed, the same ones. */
  readonly seed: string;
  /** How many of each room. */
  readonly perRoom: number;
  /** Only these files; empty: all. */
  readonly only: readonly string[];
  /** Only these rooms; empty: all. */
  readonly rooms: readonly string[];
  /** A report of an earlier run, whose survivors alone are tried. */
  readonly again: string | undefined;
  /** How many of the nearest test files are tried on a mutant. */
  readonly tests: number;
  /** How many mutants at a time. */
  readonly workers: number;
  /** Where to write what became of each mutant, as JSON. */
  readonly report: string | undefined;
}

/** @throws Error that says what can be asked, when something else is */
export function readMutationOptions(args: readonly string[]): MutationOptions {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", default: false },
        all: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
        room: { type: "string", multiple: true, default: [] },
        seed: { ...text, default: "1" },
        "per-room": { ...text, default: "48" },
        tests: { ...text, default: "16" },
        workers: { ...text, default: "1" },
        again: text,
        report: text,
      },
    });
    return {
      help: values.help,
      seed: values.seed,
      perRoom: values.all ? Number.POSITIVE_INFINITY : count("per-room", values["per-room"]),
      only: values.only,
      rooms: values.room,
      again: values.again,
      tests: count("tests", values.tests),
      workers: count("workers", values.workers),
      report: values.report,
    };
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${MUTATION_HELP}`);
  }
}

function count(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`--${name} is a number from 1 on, and not ${value}.`);
  return Number(value);
}

export const MUTATION_HELP = `
npm run test:mutation: small changes of what ships, one at a time; each should make a test fail.

  -- --per-room 48      so many of each room, chosen by the seed
  -- --seed 1           others for another seed
  -- --all              all of them; takes a day
  -- --room protocol    only those of a room; more than once for more
  -- --only FILE        only those of a file; more than once for more
  -- --tests 16         the nearest test files are tried, so many
  -- --workers 1        so many mutants at a time
  -- --report FILE      what became of each, as JSON
  -- --again FILE       only those that survived in such a report
`;
