import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { join } from "node:path";
import { root } from "../root.ts";
import { suites } from "./suites.ts";

describe("the suites", () => {
  it("run each test file exactly once", () => {
    const isDependency = (path: string) => path.startsWith("node_modules") || path.startsWith(".");
    const written = globSync("**/*.{test,e2e}.ts", { cwd: root, exclude: isDependency });
    const run = suites.flatMap(({ files }) => files?.() ?? []);
    assert.deepEqual(run.toSorted(), written.map((path) => join(root, path)).toSorted());
  });

  it("have attacks on the service in one of their own", () => {
    const files = suites.find(({ name }) => name === "security")?.files?.() ?? [];
    assert.ok(files.some((path) => path.endsWith("service/routes/access.security.test.ts")));
  });
});
