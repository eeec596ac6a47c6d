import assert from "node:assert/strict";
import { mock } from "node:test";
import { suites } from "./suites.ts";
import { WhatRuns } from "./what-runs.ts";

describe("what runs", () => {
  const [first, second] = suites;
  assert.ok(first && second);
  let said: string[];

  beforeEach(() => {
    said = [];
    for (const how of ["log", "error"] as const)
      mock.method(console, how, (text: string) => void said.push(text));
    mock.timers.enable({ apis: ["setInterval"] });
  });

  afterEach(() => {
    mock.timers.reset();
    mock.restoreAll();
  });

  it("is said again and again of a suite that takes long, until it has ended", () => {
    const whatRuns = new WhatRuns({ isLive: false, everyMs: 60_000 });
    whatRuns.begin(first);
    whatRuns.begin(second);
    whatRuns.end(first, "1 passing");
    said = [];
    mock.timers.tick(60_000);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? "", new RegExp(`still running ${second.name} `));
    whatRuns.end(second, "");
    said = [];
    mock.timers.tick(600_000);
    whatRuns.dispose();
    assert.deepEqual(said, []);
  });

  it("is told with what was printed, in one piece, unless that was seen already", () => {
    for (const isLive of [false, true]) {
      said = [];
      const whatRuns = new WhatRuns({ isLive });
      whatRuns.begin(first);
      whatRuns.end(first, "one\ntwo\n");
      whatRuns.dispose();
      assert.equal(said.filter((text) => text.includes("one\ntwo")).length, isLive ? 0 : 1);
      assert.equal(said.filter((text) => text.includes(`── ${first.name} ──`)).length, 1);
    }
  });
});
