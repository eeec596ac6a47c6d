import assert from "node:assert/strict";
import { root } from "../root.ts";
import { readAccepted, reasonFor, staleAmong } from "./accepted.ts";
import { mutantsOf } from "./mutants-of.ts";
import { readMutants } from "./rooms.ts";

const MUTANTS = mutantsOf("protocol/a.ts", "() => a < b;");
const ACCEPTED = {
  file: "protocol/a.ts",
  was: "() => a < b;",
  becomes: "() => a <= b;",
  reason: "Never equal.",
};

describe("an accepted mutant", () => {
  it("is known by its file and what it changes, wherever that stands", () => {
    const [moved] = mutantsOf("protocol/a.ts", "f();\n() => a < b;").slice(1);
    assert.ok(moved);
    assert.equal(reasonFor(moved, [ACCEPTED]), "Never equal.");
    assert.equal(reasonFor({ ...moved, file: "protocol/b.ts" }, [ACCEPTED]), undefined);
    assert.equal(reasonFor({ ...moved, becomes: "() => a >= b;" }, [ACCEPTED]), undefined);
  });

  it("is stale when its line is not there any more", () => {
    const gone = { ...ACCEPTED, was: "() => a < c;" };
    assert.deepEqual(staleAmong([ACCEPTED, gone], MUTANTS), [gone]);
  });

  it("of this repository has a reason, and can be made", () => {
    const mutants = [...readMutants(root).values()].flat();
    assert.deepEqual(staleAmong(readAccepted(), mutants), []);
  });
});
