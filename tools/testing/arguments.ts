import type { Suite } from "./suites.ts";

/** What to run: suites, and arguments for their runners. */
export interface TestArguments {
  readonly chosen: readonly Suite[];
  readonly args: readonly string[];
}

/** Reads `[suite…] [options of mocha]`; no suite means all that need not be asked for. */
export function parseTestArguments(words: readonly string[], suites: readonly Suite[]): TestArguments {
  const named = suites.filter(({ name }) => words.includes(name));
  return {
    chosen: named.length > 0 ? named : suites.filter(({ isOnDemand }) => !isOnDemand),
    args: words.filter((word) => !named.some(({ name }) => name === word)),
  };
}
