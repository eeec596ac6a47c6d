import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { MarkedProcesses } from "../process/testing/marked-processes.ts";
import { npmRun } from "../process/testing/npm-run.ts";

const TOOLS = new URL("../", import.meta.url);
const inTools = (path: string) => JSON.stringify(new URL(path, TOOLS).href);
const START_GROUP = `import { startGroup } from ${inTools("process/process-group.ts")};`;
/** Tests that print, one of which fails. */
const PRINTING = `
  for (const n of [1, 2, 3]) it("says " + n, async () => {
    console.log(process.env.TEST_REPORTER + " says " + n);
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (process.env.TEST_REPORTER === "spec" && n === 2) throw new Error("no");
  });`;
/** A test that starts a program of its own group, as editors are, and waits for ever. */
const WAITING = `${START_GROUP}
  it("waits", async () => {
    startGroup(process.execPath, ["-e", "setInterval(() => {}, 1000); console.log('at work')"], { stdio: "inherit" });
    await new Promise(() => {});
  });`;

describe("a run of tests", () => {
  let temp: TempFolder;
  let marked: MarkedProcesses;

  beforeEach(() => {
    temp = makeTempFolder("run-tests");
    marked = new MarkedProcesses();
  });

  afterEach(async () => {
    await marked.killAll();
    temp.remove();
  });

  /** Runs the same tests in as many lanes, as \`npm test\` does. */
  function start(tests: string, lanes: readonly ("node" | "editor")[]) {
    const script = join(temp.path, "test.ts");
    const file = join(temp.path, "a.test.ts");
    const suites = lanes.map(
      (lane) =>
        `{ name: "${lane}", lane: "${lane}", needs: [], reporter: "${lane === "node" ? "dot" : "spec"}", files: () => [${JSON.stringify(file)}] }`,
    );
    writeFileSync(file, tests);
    writeFileSync(
      script,
      `import { runTests } from ${inTools("testing/run-tests.ts")}; await runTests([], [${suites.join()}]);`,
    );
    const run = new URL("run.mjs", TOOLS).pathname;
    const scripts = { test: `node ${JSON.stringify(run)} ${JSON.stringify(script)}` };
    writeFileSync(join(temp.path, "package.json"), JSON.stringify({ type: "module", scripts }));
    return npmRun(temp.path, "test", marked);
  }

  it("tells suites of two lanes one after the other, and ends with the line that counts all tests", async () => {
    const run = start(PRINTING, ["node", "editor"]);
    const [code] = await once(run.child, "close");
    const output = run.output();
    assert.equal(code, 1, output);
    assert.match(output, /\n5 passed, 1 failed\n$/);
    const said = [...output.matchAll(/(dot|spec) says/g)].map(([, who]) => who).join(" ");
    const summary = output.slice(output.lastIndexOf("✖ editor: says 2\nError: no\n    at "));
    assert.match(
      summary,
      /\nnode +3 passed, 0 failed .*\neditor +2 passed, 1 failed /s,
      "what failed comes again at the end",
    );
    assert.match(said, /^(dot dot dot spec spec spec|spec spec spec dot dot dot)$/);
  });

  it("leaves nothing when any process of it is killed", async function () {
    if (process.platform !== "linux") this.skip();
    let links = 1;
    for (let link = 0; link < links; link++) {
      const run = start(WAITING, ["node"]);
      await run.line(/at work/);
      const chain = marked.chainOf(
        marked.list().find(({ command }) => command.includes("at work"))?.pid ?? 0,
      );
      links = chain.length - 1;
      process.kill(chain[link]?.pid ?? 0, "SIGKILL");
      await marked.allEnded();
    }
    assert.ok(links >= 3, "npm, the runner, mocha");
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`ends in order on ${signal}, in two lanes, too, and tells what was printed so far`, async function () {
      if (process.platform !== "linux") this.skip();
      const run = start(WAITING, ["node", "editor"]);
      const atWork = () => marked.list().filter(({ command }) => command.includes("at work"));
      while (atWork().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      const closed = once(run.child, "close");
      marked.signal(marked.chainOf(atWork()[0]?.pid ?? 0), signal);
      await closed;
      await marked.allEnded();
      assert.match(run.output(), /── node/);
      assert.match(run.output(), /── editor/);
    });
});
