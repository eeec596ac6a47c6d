import assert from "node:assert/strict";
import { crc32 } from "node:zlib";
import { formatLine, parseLine, seedOf, startLine } from "./journal-line.ts";

const SEED = seedOf("index");
const JSON_TEXT = Buffer.from('{"a":"b c"}');
const withChecksum = (rest: string, seed = SEED) =>
  Buffer.from(`${crc32(rest, seed).toString(16).padStart(8, "0")} ${rest}`);

describe("a line of a journal", () => {
  it("is read as the record that it was made of, where that stands", () => {
    for (const seq of [1, 42, Number.MAX_SAFE_INTEGER]) {
      const line = formatLine(SEED, seq, JSON_TEXT);
      assert.equal(line.at(-1), 10);
      const parsed = parseLine(SEED, line.subarray(0, -1));
      assert.ok(parsed);
      assert.equal(parsed.seq, seq);
      assert.ok(parsed.json.equals(JSON_TEXT));
      assert.ok(line.subarray(parsed.start, parsed.start + JSON_TEXT.length).equals(JSON_TEXT));
    }
  });

  it("begins the same with its record in pieces", () => {
    const pieces = [JSON_TEXT.subarray(0, 4), JSON_TEXT.subarray(4)];
    assert.ok(
      formatLine(SEED, 7, JSON_TEXT)
        .subarray(0, -1)
        .equals(Buffer.concat([startLine(SEED, 7, pieces), ...pieces])),
    );
  });

  it("counts in no other journal, and not when anything of it has changed", () => {
    const line = formatLine(SEED, 7, JSON_TEXT).subarray(0, -1);
    assert.equal(parseLine(seedOf("tokens"), line), undefined);
    for (let at = 0; at < line.length; at += 1) {
      const damaged = Buffer.from(line);
      damaged[at] = (line[at] as number) ^ 1;
      assert.equal(parseLine(SEED, damaged), undefined, String(damaged));
      assert.equal(parseLine(SEED, line.subarray(0, at)), undefined);
    }
  });

  it("of before there were numbers has none", () => {
    const old = withChecksum(String(JSON_TEXT), 0);
    assert.deepEqual(parseLine(SEED, old), { seq: undefined, json: JSON_TEXT, start: 9 });
    assert.equal(parseLine(SEED, withChecksum(String(JSON_TEXT))), undefined);
  });

  for (const rest of ["0 {}", "-1 {}", "1.5 {}", "x {}", " {}", "9007199254740992 {}", "7"])
    it(`is none with the number of “${rest}”`, () => {
      assert.equal(parseLine(SEED, withChecksum(rest)), undefined);
    });
});
