import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTempFolder } from "../process/temp-folder.ts";
import { timeTests, tryTests } from "./try-tests.ts";

const LONG_MS = 60_000;

describe("tests that are tried on a mutant", () => {
  const folder = makeTempFolder("tried");
  const place = { path: folder.path, temp: join(folder.path, "tmp") };
  const write = (name: string, body: string) => {
    writeFileSync(join(folder.path, `${name}.test.ts`), `describe("${name}", () => {\n${body}\n});\n`);
    return `${name}.test.ts`;
  };

  before(() => {
    mkdirSync(place.temp);
    writeFileSync(join(folder.path, "package.json"), '{ "type": "module" }');
  });
  after(() => folder.remove());

  it("pass when all do", async () => {
    const outcome = await tryTests(place, [write("good", 'it("passes", () => {});')], LONG_MS);
    assert.deepEqual(outcome, { kind: "passed" });
  });

  it("fail with the first that does, though something is left open", async () => {
    const bad = write("bad", 'it("fails", () => { setInterval(() => {}, 1000); throw new Error("no"); });');
    assert.deepEqual(await tryTests(place, [bad], LONG_MS), { kind: "failed", by: "bad fails" });
  });

  it("fail with the process when that ends among them", async () => {
    const ended = write("ended", 'it("ends", () => process.exit(7));');
    assert.deepEqual(await tryTests(place, [ended], LONG_MS), {
      kind: "failed",
      by: "the end of the process",
    });
  });

  for (const [why, body, words] of [
    ["one of their files throws while it is loaded", 'throw new Error("no tests");', /no tests/],
    ["a package is missing", 'require("not-there");', /require/],
    ["the process ends while it loads them", 'console.error("bye"); process.exit(0);', /^bye$/],
  ] as const)
    it(`have not begun when ${why}`, async () => {
      const outcome = await tryTests(
        place,
        [write("good", 'it("passes", () => {});'), write("broken", body)],
        LONG_MS,
      );
      assert.ok(outcome.kind === "unstarted");
      assert.match(outcome.why, words);
    });

  it("have not begun when they are loaded for ever", async () => {
    assert.equal((await tryTests(place, [write("endless", "for (;;);")], LONG_MS, 1)).kind, "unstarted");
  });

  it("hang when they do not come to an end", async () => {
    const endless = write("endless", 'it("hangs", () => { for (;;); });');
    assert.deepEqual(await tryTests(place, [endless], 1), { kind: "hung" });
  });

  it("are timed by file before anything is changed, and must pass then", async () => {
    const slow = write("slow", 'it("waits", () => new Promise((done) => setTimeout(done, 30)));');
    const durations = await timeTests(place, [slow]);
    assert.ok((durations.get(slow) ?? 0) > 0);
    await assert.rejects(
      timeTests(place, [slow, write("red", 'it("is", () => { throw new Error("red"); });')]),
      /red is/,
    );
  });

  it("are not timed when none can begin, whatever was timed before", async () => {
    await timeTests(place, [write("good", 'it("passes", () => {});')]);
    await assert.rejects(
      timeTests(place, [write("broken", 'throw new Error("no tests");')]),
      /no test could begin in broken\.test\.ts:.*no tests/s,
    );
  });
});
