import assert from "node:assert/strict";
import { MUTATION_HELP, readMutationOptions } from "./options.ts";

describe("what a mutation run is asked", () => {
  it("is the same sample each time, unless something else is", () => {
    const { seed, perRoom, only } = readMutationOptions([]);
    assert.deepEqual({ seed, perRoom, only }, { seed: "1", perRoom: 48, only: [] });
    assert.equal(readMutationOptions(["--seed", "tea"]).seed, "tea");
    assert.equal(readMutationOptions(["--all"]).perRoom, Number.POSITIVE_INFINITY);
    assert.deepEqual(readMutationOptions(["--only", "a.ts", "--only", "b.ts"]).only, ["a.ts", "b.ts"]);
  });

  it("is refused with what can be asked", () => {
    for (const args of [["--per-room", "none"], ["--workers", "0"], ["--fast"]])
      assert.throws(
        () => readMutationOptions(args),
        (error: Error) => error.message.endsWith(MUTATION_HELP),
      );
  });
});
