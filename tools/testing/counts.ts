/** How the tests of a suite ended. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a suite's reporter tells at its end. */
export interface Report extends Counts {
  /** Of each failed test its full title, and under it the error with its stack. */
  readonly failures: readonly string[];
}

/** What is known of a suite's run: its reporter's counts, if it came to its end, and its exit code. */
export interface SuiteRun {
  readonly counts: Report | undefined;
  readonly exitCode: number | null;
}

/** Why a suite failed beyond its tests; undefined when it did not. Each such reason counts as one failed test. */
export function complaint({ counts, exitCode }: SuiteRun): string | undefined {
  if (!counts) return `crashed before its end (exit code ${exitCode ?? "none"})`;
  if (counts.passed + counts.failed + counts.skipped === 0) return "ran no test";
  if (exitCode !== 0 && counts.failed === 0) return `ended with exit code ${exitCode ?? "none"}`;
  return undefined;
}

/** A suite's counts with its complaint among the failures. */
export function judged(run: SuiteRun): Counts {
  const { passed, failed, skipped } = run.counts ?? { passed: 0, failed: 0, skipped: 0 };
  return { passed, failed: failed + (complaint(run) ? 1 : 0), skipped };
}

/** The counts of several suites together. */
export function total(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** "3 passed, 1 failed", and how many were skipped if any. */
export function describeCounts({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
