import assert from "node:assert/strict";
import * as fc from "fast-check";
import { appendToText } from "../../../protocol/entries.ts";
import { TextFinder } from "./text-finder.ts";

const name = fc.oneof(
  fc.constantFrom("a", "b", "0", "1", "__proto__"),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: "binary", maxLength: 6 }),
    fc.constantFrom("\ud83d", "a\udc00", '\\"', "\\ud83d", null, true, 1.5),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie("value")), { maxLength: 3 }).map((members) => ({ members })),
  ),
})).value;

/** JSON text of a value, its objects with members of the same name and its strings escaped in any way. */
function write(value: unknown, isEscaped: boolean): string {
  if (typeof value === "string") return isEscaped ? escaped(value) : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, isEscaped)).join(" , ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const { members } = value as { members: [string, unknown][] };
  return `{ ${members.map(([key, item]) => `${write(key, isEscaped)} :${write(item, isEscaped)}`).join(",")}}`;
}

function escaped(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at));
  return `"${units.map((unit) => `\\u${unit.toString(16).toUpperCase().padStart(4, "0")}`).join("")}"`;
}

function find(text: string, path: readonly string[], cut: number) {
  const finder = new TextFinder(path);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += cut) finder.push(bytes.subarray(at, at + cut));
  return finder.found;
}

describe("TextFinder", () => {
  it("finds a string where parsing and appending would, in pieces of any size", () => {
    fc.assert(
      fc.property(
        json,
        fc.boolean(),
        fc.array(name, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 9 }),
        (value, isEscaped, path, cut) => {
          const text = write(value, isEscaped);
          const found = find(text, path, cut);
          const grown = found && appendToText(text, { path, at: found.length, text: "+" });
          for (let at = 0; !found && at < 8; at++)
            assert.equal(appendToText(text, { path, at, text: "" }), undefined);
          if (!found) return;
          const bytes = Buffer.from(text);
          const stitched = Buffer.concat([
            bytes.subarray(0, found.end),
            Buffer.from("+"),
            bytes.subarray(found.end),
          ]);
          assert.deepEqual(JSON.stringify(JSON.parse(stitched.toString())), grown);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("tells a last half of a pair from what only looks like one", () => {
    assert.equal(find('{"t":"\\ud83d"}', ["t"], 3)?.half, 0xd83d);
    assert.equal(find('{"t":"\\\\ud83d"}', ["t"], 3)?.half, 0);
    assert.equal(find('{"t":"\\ud83d\\ude00"}', ["t"], 3)?.half, 0);
    assert.equal(find('{"t":"\\uD83D\\n"}', ["t"], 3)?.half, 0);
  });

  it("is not led astray by strings and objects that look like the path", () => {
    const text =
      '{"x":{"t":"no"},"y":["t","no"],"t":{"t":"no"},"z":"\\"t\\":\\"no\\"","t":"yes","u":{"t":"no"}}';
    assert.deepEqual(find(text, ["t"], 5), { end: text.indexOf('yes"') + 3, length: 3, half: 0 });
    assert.equal(find('{"t":"a","t":1}', ["t"], 5), undefined);
    assert.equal(find('"text"', ["t"], 5), undefined);
  });

  it("takes a text nested deeper than a program can recurse", () => {
    const text = `{"d":${"[".repeat(200_000)}${"]".repeat(200_000)},"t":"a"}`;
    assert.equal(find(text, ["t"], 65_536)?.length, 1);
  });
});
