import assert from "node:assert/strict";
import { contentHash } from "../../protocol/content-hash.ts";
import type { Json } from "../../protocol/json.ts";
import { parseApart, writeApart } from "./json-apart.ts";

const values: readonly Json[] = [
  null,
  "",
  1e-7,
  { a: [1, { b: "ä\n\u2028" }], text: "x".repeat(2_000_000) },
  { lone: "\ud800", text: "語".repeat(100_000) },
  JSON.parse('{"__proto__":{"a":1}}') as Json,
];

describe("JSON in a thread of its own", () => {
  for (const [index, value] of values.entries()) {
    const text = JSON.stringify(value);
    it(`is parsed as anywhere else, value ${index}`, async () => {
      for (const form of [text, new TextEncoder().encode(text)])
        assert.deepEqual(await parseApart(form), { value, digest: contentHash(text) });
    });

    it(`is written as anywhere else, value ${index}`, async () => {
      const written = await writeApart(value);
      assert.ok("bytes" in written);
      assert.equal(new TextDecoder().decode(written.bytes), text);
      assert.equal(written.hash, contentHash(text));
    });
  }

  it("is told apart from what is none, and from what is too much", async () => {
    assert.deepEqual(await parseApart('{"a":'), { why: undefined });
    assert.deepEqual(await parseApart("[".repeat(9000)), { why: "is nested more than 1000 deep" });
    assert.deepEqual(await parseApart(`[${"0,".repeat(1e6)}0]`), { why: "holds more than 100000 values" });
  });

  it("says that a value cannot be written", async () => {
    let deep: Json = 0;
    for (let level = 0; level < 100_000; level += 1) deep = [deep];
    const written = await writeApart(deep).catch((error: unknown) => error);
    assert.ok(!(written instanceof Error), String(written));
    assert.match((written as { why: string }).why, /^cannot be handled/);
  });

  it("lets everything else go on meanwhile", async () => {
    let turns = 0;
    const others = setInterval(() => (turns += 1));
    const text = JSON.stringify({ text: "one line\n".repeat(3_000_000) });
    await parseApart(text);
    clearInterval(others);
    assert.ok(turns > 3);
  });
});
