import assert from "node:assert/strict";
import { type Names, parseNames } from "./names.ts";

describe("people and groups as somebody types them", () => {
  const cases: readonly [string, Names][] = [
    ["ada@acme.example", { people: ["ada@acme.example"], groups: [] }],
    [" ada@acme.example ;bo,\ncy ", { people: ["ada@acme.example", "bo", "cy"], groups: [] }],
    ["group:backend, Group: Data Science", { people: [], groups: ["backend", "Data Science"] }],
    ["ada, ada,,ada", { people: ["ada"], groups: [] }],
    ["", { people: [], groups: [], problem: "nobody" }],
    [" , ;group: ", { people: [], groups: [], problem: "nobody" }],
  ];
  for (const [text, names] of cases)
    it(`are read out of ${JSON.stringify(text)}`, () => assert.deepEqual(parseNames(text), names));

  it("are as many and as long as a share can name", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`).join();
    assert.equal(parseNames(many(100)).problem, undefined);
    assert.equal(parseNames(many(101)).problem, "tooMany");
    assert.equal(parseNames("x".repeat(321)).problem, "tooLong");
    assert.equal(parseNames(`group:${"x".repeat(201)}`).problem, "tooLong");
  });
});
