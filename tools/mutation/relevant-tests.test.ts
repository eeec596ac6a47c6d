import assert from "node:assert/strict";
import { importersIn, relevantTests } from "./relevant-tests.ts";

const SOURCES = new Map([
  ["service/store/a.ts", "export const a = 1;"],
  ["service/store/a.test.ts", 'import { b } from "../b.ts";'],
  ["service/store/z.test.ts", 'import { a } from "./a.ts";'],
  ["service/b.ts", 'export { a } from "./store/a.ts";'],
  ["service/c.ts", 'export const c = () => import("./b.ts");'],
  ["service/b.test.ts", 'import "./b.ts";'],
  ["service/c.test.ts", 'import { c } from "./c.ts";'],
  ["service/b.process.test.ts", 'import { b } from "./b.ts";'],
  ["service/page.browser.test.ts", 'import { a } from "./store/a.ts";'],
  ["tools/a.test.ts", 'import { a } from "../service/store/a.ts";'],
  ["service/types.test.ts", 'import type { A } from "./store/a.ts";'],
  ["service/other.test.ts", 'import { z } from "zod";'],
]);

describe("the tests that a file's mutants meet", () => {
  it("are those in one process that load it, the nearest first", () => {
    assert.deepEqual(relevantTests("service/store/a.ts", importersIn(SOURCES)), [
      "service/store/a.test.ts",
      "service/store/z.test.ts",
      "service/b.test.ts",
      "service/c.test.ts",
    ]);
  });

  it("are none for a file that none loads", () => {
    assert.deepEqual(relevantTests("service/d.ts", importersIn(SOURCES)), []);
  });
});
