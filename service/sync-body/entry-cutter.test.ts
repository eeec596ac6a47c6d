import assert from "node:assert/strict";
import fc from "fast-check";
import { refusedFor } from "../testing/refused-for.ts";
import { EntryCutter } from "./entry-cutter.ts";

/** What the cutter makes of a text that comes in pieces of `size` bytes, with contents as text. */
function cut(text: string | Buffer, size = 7): unknown {
  const cutter = new EntryCutter();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) cutter.write(bytes.subarray(at, at + size));
  const request = cutter.finish();
  const { entries } = request;
  return Array.isArray(entries) ? { ...request, entries: entries.map(withText) } : request;
}

function withText(entry: unknown): unknown {
  const content = (entry as { content?: unknown } | null)?.content;
  return content instanceof Uint8Array
    ? { ...(entry as object), content: Buffer.from(content).toString() }
    : entry;
}

describe("cutting a sync request into entries", () => {
  it("keeps each content as the text that came, byte for byte, and reads everything else", () => {
    const contents = ['{"n": 1.0000000000000000001e400, "s":"\\u00e9é🎉"}', "[ ]", "-0", '"x"', "null"];
    const entries = contents.map((content, n) => `{ "key":"k${n}", "content" : ${content} }`);
    const text = `{"entries":[${entries.join(" , ")}], "lastSeenRevision": 7 }`;
    for (const size of [1, 3, 1000])
      assert.deepEqual(cut(text, size), {
        entries: contents.map((content, n) => ({ key: `k${n}`, content })),
        lastSeenRevision: 7,
      });
  });

  it("says the same as JSON.parse of any request, but for contents", () => {
    const entry = fc.oneof(
      fc.record({ key: fc.string(), content: fc.jsonValue() }),
      fc.record({
        key: fc.string(),
        append: fc.record({ path: fc.array(fc.string()), at: fc.nat(), text: fc.string({ unit: "binary" }) }),
      }),
      fc.record({ key: fc.string(), deleted: fc.constant(true) }),
      fc.jsonValue().filter((value) => typeof value !== "object" || value === null || !("content" in value)),
    );
    const request = fc.record(
      {
        entries: fc.oneof({ weight: 5, arbitrary: fc.array(entry, { maxLength: 20 }) }, fc.string()),
        lastSeenRevision: fc.jsonValue(),
        other: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(request, fc.constantFrom(0, 2), fc.integer({ min: 1, max: 50 }), (value, indent, size) => {
        const text = JSON.stringify(value, null, indent);
        assert.deepEqual(withParsed(cut(text, size)), JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it("takes names like __proto__ for names", () => {
    const request = cut('{"__proto__":{"x":1},"entries":[{"__proto__":1,"key":"k"}]}') as object;
    assert.deepEqual(Object.keys(request), ["__proto__", "entries"]);
    assert.equal(({} as { x?: unknown }).x, undefined);
  });

  it("lets the last of equal names hold", () =>
    assert.deepEqual(cut('{"entries":[{"content":1}],"entries":[{"content":2,"content":3}]}'), {
      entries: [{ content: "3" }],
    }));

  const refused: Record<string, string | Buffer> = {
    "no object": "[]",
    nothing: "",
    "half a request": '{"entries":[{"key":"k","content":{"a":1}',
    "more after its end": '{"entries":[]} {}',
    "more than 64 entries": `{"entries":[${"{},".repeat(64)}{}]}`,
    "a content that is not UTF-8": Buffer.from('{"entries":[{"content":"\xff"}]}', "latin1"),
    "a name that is not UTF-8": Buffer.from('{"\xff":1}', "latin1"),
    "a long value where none may be": `{"other":[${"1,".repeat(40_000)}1]}`,
    "many values in an append": `{"entries":[{"append":{"path":[${'"a",'.repeat(40_000)}"a"]}}]}`,
    "a long name": `{"${"n".repeat(70_000)}":1}`,
    "many names in the request": `{"entries":[]${',"a":1'.repeat(100)}}`,
    "many names in an entry": `{"entries":[{"key":"k"${',"a":1'.repeat(100)}}]}`,
    "many names in an append": `{"entries":[{"append":{"at":1${',"a":1'.repeat(100)}}}]}`,
    "long values in many entries": `{"entries":[${Array.from({ length: 20 }, () => `{"other":"${"x".repeat(60_000)}"}`)}]}`,
  };
  for (const [what, text] of Object.entries(refused))
    it(`refuses ${what}`, () => void assert.throws(() => cut(text, 64 * 1024), refusedFor("notJson")));
});

function withParsed(request: unknown): unknown {
  const { entries } = request as { entries?: unknown };
  if (!Array.isArray(entries)) return request;
  const parsed = entries.map((entry: unknown) => {
    const content = (entry as { content?: unknown } | null)?.content;
    return typeof content === "string"
      ? { ...(entry as object), content: JSON.parse(content) as unknown }
      : entry;
  });
  return { ...(request as object), entries: parsed };
}
