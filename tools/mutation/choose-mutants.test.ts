import assert from "node:assert/strict";
import { chooseMutants } from "./choose-mutants.ts";
import { mutantsOf } from "./mutants-of.ts";

const SOURCE = Array.from({ length: 30 }, (_, i) => `export const f${i} = () => a${i} < b;`).join("\n");
const ALL = { seed: "1", perRoom: 10, rooms: [], only: [] };
const chosen = (source: string, seed: string, perRoom = 10) =>
  chooseMutants(new Map([["protocol", mutantsOf("protocol/a.ts", source)]]), { ...ALL, seed, perRoom }).map(
    ({ becomes }) => becomes,
  );

describe("the mutants that are tried", () => {
  it("are the same for a seed, and others for another", () => {
    assert.equal(chosen(SOURCE, "1").length, 10);
    assert.deepEqual(chosen(SOURCE, "1"), chosen(SOURCE, "1"));
    assert.notDeepEqual(chosen(SOURCE, "1"), chosen(SOURCE, "2"));
  });

  it("stay when something else in their file changes", () => {
    const before = chosen(SOURCE, "1");
    const after = chosen(`// A comment.\n${SOURCE}\nexport const g = () => f();`, "1");
    assert.deepEqual(after, before);
  });

  it("are all that there are when there are fewer", () => {
    assert.equal(chosen(SOURCE, "1", 1000).length, 60);
  });

  it("are those of an earlier run that survived, and can still be made", () => {
    const mutants = mutantsOf("protocol/a.ts", "() => a < b;\n() => c < d;");
    const earlier = mutants.map(({ source, ...change }, i) => ({
      ...change,
      becomes: i === 3 ? "gone" : change.becomes,
      killedBy: i === 0 ? "a test" : undefined,
      seconds: 1,
    }));
    const again = chooseMutants(new Map([["protocol", mutants]]), { ...ALL, perRoom: 1 }, earlier);
    assert.deepEqual(again.map(({ becomes }) => becomes).sort(), ["() => a >= b;", "() => c <= d;"]);
  });

  it("are those of some rooms or files, when these are named", () => {
    const all = new Map([
      ["protocol", ["a", "b"].flatMap((name) => mutantsOf(`protocol/${name}.ts`, "() => a < b;"))],
      ["engine/mode", mutantsOf("engine/mode/c.ts", "() => a < b;")],
    ] as const);
    const files = (choice: object) =>
      [...new Set(chooseMutants(all, { ...ALL, ...choice }).map(({ file }) => file))].sort();
    assert.deepEqual(files({}), ["engine/mode/c.ts", "protocol/a.ts", "protocol/b.ts"]);
    assert.deepEqual(files({ rooms: ["protocol"] }), ["protocol/a.ts", "protocol/b.ts"]);
    assert.deepEqual(files({ only: ["protocol/b.ts"] }), ["protocol/b.ts"]);
  });

  it("can run", () => {
    const [mutant] = mutantsOf("protocol/a.ts", "() => a < b;");
    assert.ok(mutant);
    const broken = { ...mutant, source: "() => a < < b" };
    assert.deepEqual(chooseMutants(new Map([["protocol", [broken]]]), ALL), []);
  });
});
