import assert from "node:assert/strict";
import { TEST_MS } from "../../fixtures/limits.ts";

describe("a test in a real VS Code", () => {
  it("has as much time as any other", function () {
    assert.equal(this.timeout(), TEST_MS);
  });
});
