// A mocha reporter for people and for tools/test.ts: mocha's own reporter named by TEST_REPORTER speaks on the terminal,
// the counts and the failures go to the file named by TEST_COUNTS_FILE. Plain CommonJS, since it also runs inside VS Code.
const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/** @param {Mocha.Runner} runner @param {Mocha.MochaOptions} options */
function CountingReporter(runner, options) {
  const Readable = reporters[process.env.TEST_REPORTER === "dot" ? "Dot" : "Spec"];
  new Readable(runner, options);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  runner.on("pass", () => counts.passed++);
  const failures = [];
  runner.on("fail", (test, error) => {
    counts.failed++;
    failures.push(`${test.fullTitle()}\n${error?.stack ?? error}`);
  });
  runner.on("pending", () => counts.skipped++);
  runner.on("end", () => {
    const file = process.env.TEST_COUNTS_FILE;
    if (file) writeFileSync(file, JSON.stringify({ ...counts, failures }));
  });
}

module.exports = CountingReporter;
