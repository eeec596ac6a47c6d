import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const RUN_SUITES = JSON.stringify(new URL("run-suites.ts", import.meta.url).href);

describe("suites", () => {
  /** What is printed when the one suite's needs are met like this. */
  const printed = async (met: unknown) => {
    const script = `
      import { runSuites } from ${RUN_SUITES};
      const suite = { name: "some", lane: "node", needs: [], reporter: "dot", files: () => ["a.test.ts"] };
      const met = () => (${JSON.stringify(met)});
      await runSuites([suite], { args: [], met, signal: new AbortController().signal });`;
    const { stdout } = await run(process.execPath, ["--input-type=module-typescript", "--eval", script]);
    return stdout;
  };

  it("that are not for this machine are skipped with a sentence", async () => {
    const output = await printed({ absent: "There is no nginx here." });
    assert.match(output, /Skipped: There is no nginx here\.\n/);
    assert.match(output, /\n0 passed, 0 failed, 1 skipped\n$/);
  });

  it("whose needs could not be met have failed", async () => {
    const output = await printed({ problem: "npm failed" });
    assert.match(output, /npm failed\n/);
    assert.match(output, /\n0 passed, 1 failed\n$/);
  });
});
