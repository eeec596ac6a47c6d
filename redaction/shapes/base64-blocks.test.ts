import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { base64Blocks } from "./base64-blocks.ts";

const TEXT = "PORT=3000\nMODE=fast and a line that is long enough to be wrapped by some programs\n";
const base64 = Buffer.from(TEXT).toString("base64");

describe("blocks of base64", () => {
  for (let before = 0; before < 40; before += 13)
    it(`are read when they hold text, after ${before} other characters`, () => {
      const text = `${"- ".repeat(before / 2)}${base64} and more`;
      const [block] = base64Blocks(text);
      assert.equal(block?.decoded, TEXT);
      assert.equal(text.slice(block?.start, block?.end), base64);
    });

  it("are one when they stand in several lines", () => {
    const lines = base64.match(/.{1,40}/g)?.join("\n") ?? "";
    assert.deepEqual(
      base64Blocks(`a\n${lines}\nb`).map(({ decoded }) => decoded),
      [TEXT],
    );
  });

  it("do not go on in the words of the next line", () => {
    for (const next of ["\nvariable and more", "\n| variable |", "\nandsomemore"])
      assert.ok(base64Blocks(`${base64}${next}`)[0]?.decoded.startsWith(TEXT.trimEnd()), next);
    const unpadded = base64.slice(0, 60);
    assert.ok(base64Blocks(`${unpadded}\n| variable |`)[0]?.decoded.startsWith("PORT=3000"));
  });

  it("are not read when they are binary", () => {
    const bytes = Buffer.concat([Buffer.from([0, 1, 2, 255]), randomBytes(200)]);
    assert.deepEqual(base64Blocks(bytes.toString("base64")), []);
  });

  it("are not read when they are short", () => assert.deepEqual(base64Blocks(base64.slice(0, 28)), []));
});
