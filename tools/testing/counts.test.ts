import assert from "node:assert/strict";
import { type Counts, complaint, describeCounts, judged, type Report, total } from "./counts.ts";

const counts = (passed: number, failed = 0, skipped = 0): Counts => ({ passed, failed, skipped });
const report = (passed: number, failed = 0): Report => ({ ...counts(passed, failed), failures: [] });

describe("the counts of a test run", () => {
  it("are added up over all suites", () =>
    assert.deepEqual(total([counts(3, 1), counts(4, 0, 2)]), counts(7, 1, 2)));

  it("are told in one line", () => assert.equal(describeCounts(counts(7, 1)), "7 passed, 1 failed"));

  it("say when tests were skipped", () =>
    assert.equal(describeCounts(counts(7, 0, 2)), "7 passed, 0 failed, 2 skipped"));

  it("stand as they are for a suite that went well", () => {
    const run = { counts: report(5), exitCode: 0 };
    assert.equal(complaint(run), undefined);
    assert.deepEqual(judged(run), counts(5));
  });

  it("stand as they are when tests failed and the exit code says so", () =>
    assert.deepEqual(judged({ counts: report(5, 2), exitCode: 2 }), counts(5, 2)));

  const failures = {
    "crashed before its end": { counts: undefined, exitCode: 1 },
    "ran no test": { counts: report(0), exitCode: 0 },
    "passed all tests and still ended with an error": { counts: report(5), exitCode: 1 },
    "was killed after its tests": { counts: report(5), exitCode: null },
  };
  for (const [what, run] of Object.entries(failures))
    it(`count one failure for a suite that ${what}`, () => {
      assert.ok(complaint(run));
      assert.equal(judged(run).failed, 1);
    });
});
