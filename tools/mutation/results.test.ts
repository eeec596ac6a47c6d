import assert from "node:assert/strict";
import { type Result, sumUp, tellResults } from "./results.ts";

const result = (file: string, line: number, killedBy?: string): Result => ({
  file,
  line,
  was: `line ${line}`,
  becomes: "",
  killedBy,
  seconds: 1,
});
const results = (file: string, killed: number, survived: number) => [
  ...Array.from({ length: killed }, (_, i) => result(file, i, "a test")),
  ...Array.from({ length: survived }, (_, i) => result(file, 1000 + i)),
];
const ACCEPTED = [{ file: "protocol/a.ts", was: "line 1000", becomes: "", reason: "It says the same." }];

describe("the results of a mutation run", () => {
  it("are enough for a room from 85 in a hundred on, however many survivors are accepted", () => {
    const all = [...results("protocol/a.ts", 85, 15), ...results("engine/mode/a.ts", 84, 16)];
    assert.deepEqual(sumUp(all, ACCEPTED), [
      { room: "protocol", mutants: 100, killed: 85, accepted: 1, isEnough: true },
      { room: "engine/mode", mutants: 100, killed: 84, accepted: 0, isEnough: false },
    ]);
  });

  it("are not rounded to what is asked for", () => {
    assert.match(tellResults(results("protocol/a.ts", 848, 152), []), /\| 848 \| 84 % \(too few\) \|/);
  });

  it("leave out those with which no test could begin, and say so", () => {
    const unstarted = { ...result("protocol/a.ts", 1), unstarted: "SyntaxError" };
    const all = [...results("protocol/a.ts", 9, 1), unstarted];
    const [{ mutants, killed } = { mutants: 0, killed: 0 }] = sumUp(all, []);
    assert.deepEqual({ mutants, killed }, { mutants: 10, killed: 9 });
    assert.match(tellResults(all, []), /not counted: protocol\/a\.ts:1\n.*no test could begin: SyntaxError/s);
    assert.deepEqual(sumUp([unstarted], []), []);
  });

  it("name each survivor with its reason, or that there is none", () => {
    const told = tellResults(results("protocol/a.ts", 1, 2), ACCEPTED);
    assert.match(told, /protocol\/a\.ts:1000\n.*line 1000\n.*\n {2}accepted: It says the same\./);
    assert.match(told, /protocol\/a\.ts:1001\n.*line 1001\n.*\n {2}no reason is given/);
    assert.equal(told.match(/survived: /g)?.length, 2);
  });
});
