import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { suites } from "./suites.ts";

describe("the suites", () => {
  it("run each test file exactly once", () => {
    // What is in examples/ belongs to the sample session's own project.
    const isForeign = (path: string) => /^(node_modules|dist|examples|\.)/.test(path);
    const written = globSync("**/*.{test,e2e,clients,faults,nginx,proxies}.ts", {
      cwd: root,
      exclude: isForeign,
    });
    const run = suites.flatMap(({ files, repeats }) => (repeats === undefined ? (files?.() ?? []) : []));
    assert.deepEqual(run.toSorted(), written.map((path) => join(root, path)).toSorted());
  });

  it("have attacks on the service in one of their own", () => {
    const files = suites.find(({ name }) => name === "security")?.files?.() ?? [];
    assert.ok(files.some((path) => path.endsWith("service/routes/access.security.test.ts")));
  });
});
