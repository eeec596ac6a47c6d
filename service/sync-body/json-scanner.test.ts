import assert from "node:assert/strict";
import fc from "fast-check";
import { isRefusal } from "../errors/refusal.ts";
import { type JsonEvents, JsonScanner, MAX_JSON_DEPTH } from "./json-scanner.ts";

const nothing: JsonEvents = { begin: () => {}, end: () => {} };

/** Whether a text is JSON, given in pieces that end at `cuts`. */
function accepts(text: string | Buffer, cuts: readonly number[] = []): boolean {
  const bytes = Buffer.from(text);
  const scanner = new JsonScanner(nothing, -1);
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  try {
    let start = 0;
    for (const end of ends) {
      scanner.scan(bytes.subarray(start, end));
      start = end;
    }
    scanner.finish();
    return true;
  } catch (error) {
    assert.ok(isRefusal(error, "notJson"));
    return false;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the JSON scanner", () => {
  const cuts = fc.array(fc.nat(200), { maxLength: 5 });

  it("takes every JSON text, however it is cut", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), cuts, (text, indent, at) => {
        assert.ok(accepts(JSON.stringify(JSON.parse(text), null, indent), at));
      }),
    );
  });

  it("agrees with JSON.parse about texts that are nearly JSON", () => {
    const edit = fc.record({
      at: fc.nat(300),
      with: fc.constantFrom(...'{}[]",:0123.eE+-truefalsn\\u \n\u0001'),
      isAdded: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.json(), fc.array(edit, { minLength: 1, maxLength: 3 }), cuts, (text, edits, at) => {
        let edited = text;
        for (const one of edits) {
          const place = one.at % (edited.length + 1);
          edited = edited.slice(0, place) + one.with + edited.slice(place + (one.isAdded ? 0 : 1));
        }
        assert.equal(accepts(edited, at), parses(edited), edited);
      }),
      { numRuns: 2000 },
    );
  });

  it("agrees with JSON.parse about numbers, literals and escapes", () => {
    const piece = fc.string({ unit: fc.constantFrom(...'0129.eE+-"\\utrfalsn4dD8 '), maxLength: 8 });
    fc.assert(
      fc.property(piece, (text) => assert.equal(accepts(text), parses(text), text)),
      { numRuns: 5000 },
    );
  });

  it("refuses what is nested too deeply, and takes what is not", () => {
    const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth);
    assert.ok(accepts(nested(MAX_JSON_DEPTH)));
    assert.ok(!accepts(nested(MAX_JSON_DEPTH + 1)));
  });

  it("tells where values and names begin and end", () => {
    const text = '{"a": [1,"x"], "b":{"c":null}}';
    const found: string[] = [];
    const starts: number[] = [];
    const events: JsonEvents = {
      begin: (_depth, _isName, index) => void starts.push(index),
      end: (depth, isName, index) => {
        found.push(`${depth}${isName ? "n" : "v"} ${text.slice(starts.pop(), index)}`);
      },
    };
    const scanner = new JsonScanner(events, 2);
    scanner.scan(Buffer.from(text));
    scanner.finish();
    assert.deepEqual(found, [
      '1n "a"',
      "2v 1",
      '2v "x"',
      '1v [1,"x"]',
      '1n "b"',
      '2n "c"',
      "2v null",
      '1v {"c":null}',
      `0v ${text}`,
    ]);
  });
});
