import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { hasErrno, isExisting, isMissing } from "./errno.ts";
import { messageOf } from "./message-of.ts";

const errorOf = (act: () => unknown): unknown => {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("errors", () => {
  it("of the system are told apart by their codes", () => {
    const missing = errorOf(() => readFileSync("no/such/file"));
    assert.ok(isMissing(missing));
    assert.ok(!isExisting(missing));
    assert.ok(hasErrno(missing, "EPERM", "ENOENT"));
    for (const other of [undefined, "ENOENT", { code: "ENOENT" }, new Error("ENOENT")])
      assert.ok(!isMissing(other));
  });

  it("say their message, and whatever else was thrown says itself", () => {
    assert.equal(messageOf(new TypeError("no")), "no");
    assert.equal(messageOf("no"), "no");
    assert.equal(messageOf(undefined), "undefined");
  });
});
