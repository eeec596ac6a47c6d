import assert from "node:assert/strict";
import fc from "fast-check";
import {
  AppendMismatchError,
  appendToJson,
  appendToText,
  applyEntries,
  type Changes,
  commitChanges,
  type Entry,
  entrySchema,
  readEntries,
  type TextAppend,
} from "./entries.ts";
import type { Json } from "./json.ts";
import { infoKey } from "./keys.ts";

const KEY = infoKey("s");
const jsonArb = fc.json({ maxDepth: 4, stringUnit: "binary" }).map((text) => JSON.parse(text) as Json);
const unitArb = fc.string({ unit: "binary", maxLength: 6 });
/** Any sequence of UTF-16 units, also with halves of characters. */
const brokenTextArb = fc
  .array(fc.integer({ min: 0xd7f0, max: 0xe010 }), { maxLength: 6 })
  .map((units) => String.fromCharCode(...units));
const textArb = fc.oneof(unitArb, brokenTextArb);
const nameArb = fc.oneof(
  fc.constantFrom(
    "text",
    "state",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "0",
    "1",
    "length",
    "",
  ),
  unitArb,
);

/** A content that holds `leaf` at the end of `path`, with neighbours on the way. */
function nest(path: readonly string[], leaf: Json): Json {
  return path.reduceRight<Json>(
    (inner, name) =>
      Object.fromEntries([
        ["before", 1],
        [name, inner],
        ["after", [true]],
      ]),
    leaf,
  );
}

/** An own property only: what objects have by nature is no content. */
function at(content: Json | undefined, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      Object.hasOwn(inner as object, name) ? (inner as { [name: string]: unknown })[name] : undefined,
    content,
  );
}

describe("appending inside a content", () => {
  it("lengthens the text at the end of the path, and nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(nameArb, { minLength: 1, maxLength: 5 }),
        textArb,
        textArb,
        (path, before, text) => {
          fc.pre(!path.includes("before") && !path.includes("after"));
          const content = nest(path, before);
          const grown = appendToJson(content, { path, at: before.length, text });
          assert.equal(at(grown, path), before + text);
          assert.deepEqual(grown, nest(path, before + text));
          assert.deepEqual(content, nest(path, before));
        },
      ),
    );
  });

  it("counts in UTF-16 units, so that a character may arrive in halves", () => {
    const half = appendToJson({ text: "a" }, { path: ["text"], at: 1, text: "\ud83c" });
    assert.deepEqual(half && appendToJson(half, { path: ["text"], at: 2, text: "\udf89" }), { text: "a🎉" });
    assert.equal(appendToJson({ text: "🎉" }, { path: ["text"], at: 1, text: "x" }), undefined);
    assert.deepEqual(appendToJson({ text: "🎉" }, { path: ["text"], at: 2, text: "x" }), { text: "🎉x" });
  });

  it("is the same in JSON text as in parsed JSON", () => {
    const appendArb = fc.record({ path: fc.array(nameArb, { maxLength: 3 }), at: fc.nat(6), text: textArb });
    const viaJson = (content: Json, append: TextAppend) => {
      const grown = appendToJson(content, append);
      return grown === undefined ? undefined : JSON.stringify(grown);
    };
    fc.assert(
      fc.property(jsonArb, appendArb, (content, append) => {
        assert.equal(appendToText(JSON.stringify(content), append), viaJson(content, append));
      }),
    );
    fc.assert(
      fc.property(fc.array(nameArb, { maxLength: 3 }), textArb, textArb, (path, before, text) => {
        const content = nest(path, before);
        const append = { path, at: before.length, text };
        const grown = appendToText(JSON.stringify(content), append);
        assert.notEqual(grown, undefined);
        assert.equal(grown, viaJson(content, append));
      }),
    );
  });

  it("reaches into arrays", () => {
    assert.deepEqual(appendToJson({ a: ["x", "y"] }, { path: ["a", "1"], at: 1, text: "!" }), {
      a: ["x", "y!"],
    });
  });

  for (const [name, content, path, length] of [
    ["a path that leads nowhere", { text: "" }, ["nothing"], 0],
    ["a number", { text: 1 }, ["text"], 1],
    ["an object", { text: {} }, ["text"], 0],
    ["null", { text: null }, ["text"], 0],
    ["a text that is longer", { text: "ab" }, ["text"], 1],
    ["a text that is shorter", { text: "a" }, ["text"], 2],
    ["something inside a text", { text: "ab" }, ["text", "0"], 1],
    ["the length of an array", ["a"], ["length"], 1],
    ["a place beside an array", ["a"], ["1"], 0],
    ["an odd spelling of a place", ["a"], ["00"], 1],
    ["what an object inherits", {}, ["constructor", "name"], 6],
    ["what every object descends from", {}, ["__proto__", "x"], 0],
    ["a bare number", 5, ["text"], 0],
  ] as const)
    it(`does not fit ${name}`, () => {
      assert.equal(appendToJson(content, { path, at: length, text: "x" }), undefined);
    });

  it("touches no prototype", () => {
    const content = JSON.parse('{"__proto__":{"text":"a"}}');
    const grown = appendToJson(content, { path: ["__proto__", "text"], at: 1, text: "b" });
    assert.equal(JSON.stringify(grown), '{"__proto__":{"text":"ab"}}');
    assert.equal(Object.getPrototypeOf(grown), Object.prototype);
    assert.equal(({} as { text?: string }).text, undefined);
  });
});

const keyArb = fc.constantFrom("a", "b", "__proto__", "constructor");
const entryArb: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ key: keyArb, content: fc.record({ text: fc.constantFrom("", "x", "xy") }) }),
  fc.record({
    key: keyArb,
    append: fc.record({ path: fc.constant(["text"]), at: fc.nat(3), text: fc.constantFrom("x", "") }),
  }),
  fc.record({ key: keyArb, deleted: fc.constant(true as const) }),
);

function attempt(contents: ReadonlyMap<string, Json>, entries: readonly Entry[]): Changes<Json> | undefined {
  try {
    return applyEntries(contents, entries, appendToJson);
  } catch (error) {
    assert.ok(error instanceof AppendMismatchError);
    return undefined;
  }
}

describe("applying a batch", () => {
  const start = () => new Map<string, Json>([["a", { text: "x" }]]);

  it("is all or nothing, and leaves the contents as they are", () => {
    fc.assert(
      fc.property(fc.array(entryArb, { maxLength: 6 }), (entries) => {
        const contents = start();
        attempt(contents, entries);
        assert.deepEqual(contents, start());
      }),
    );
  });

  it("is the same in one piece as cut anywhere", () => {
    fc.assert(
      fc.property(fc.array(entryArb, { maxLength: 8 }), fc.nat(8), (entries, cut) => {
        const whole = start();
        const changes = attempt(whole, entries);
        fc.pre(changes !== undefined);
        commitChanges(whole, changes);
        const pieces = start();
        for (const piece of [entries.slice(0, cut), entries.slice(cut)])
          commitChanges(pieces, applyEntries(pieces, piece, appendToJson));
        assert.deepEqual(pieces, whole);
      }),
    );
  });

  it("does not mind the order of entries with different keys", () => {
    fc.assert(
      fc.property(fc.uniqueArray(entryArb, { selector: ({ key }) => key, maxLength: 4 }), (entries) => {
        const one = attempt(start(), entries);
        const other = attempt(start(), [...entries].reverse());
        assert.deepEqual(one, other);
      }),
    );
  });

  it("appends to what the same batch has put", () => {
    const append = { path: ["text"], at: 1, text: "b" };
    const changes = applyEntries(
      new Map(),
      [
        { key: "k", content: { text: "a" } },
        { key: "k", append },
      ],
      appendToJson,
    );
    assert.deepEqual(changes.get("k"), { text: "ab" });
  });

  it("refuses to append to what is not there, or was just deleted", () => {
    const append = { key: "a", append: { path: ["text"], at: 1, text: "y" } };
    assert.throws(() => applyEntries(new Map(), [append], appendToJson), {
      name: "AppendMismatchError",
      key: "a",
    });
    assert.throws(
      () => applyEntries(start(), [{ key: "a", deleted: true }, append], appendToJson),
      AppendMismatchError,
    );
  });

  it("deletes what is not there without a word", () => {
    const contents = new Map<string, Json>();
    commitChanges(contents, applyEntries(contents, [{ key: "a", deleted: true }], appendToJson));
    assert.equal(contents.size, 0);
  });
});

describe("an entry as it travels", () => {
  it("keeps any content as it came", () => {
    fc.assert(
      fc.property(jsonArb, (content) => {
        const text = JSON.stringify({ key: KEY, content });
        assert.equal(JSON.stringify(entrySchema.parse(JSON.parse(text))), text);
      }),
    );
  });

  it("keeps a content that names a prototype, and harms none", () => {
    const text = `{"key":"${KEY}","content":{"__proto__":{"polluted":true},"constructor":1}}`;
    assert.equal(JSON.stringify(entrySchema.parse(JSON.parse(text))), text);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  for (const entry of [
    { key: KEY, deleted: true },
    { key: KEY, append: { path: ["text"], at: 0, text: "" } },
    { key: KEY, content: null },
    { key: KEY, content: { deleted: true } },
  ])
    it(`may be ${JSON.stringify(entry)}`, () => {
      assert.deepEqual(entrySchema.parse(entry), entry);
    });

  for (const entry of [
    null,
    [],
    {},
    { key: KEY },
    { key: KEY, content: undefined },
    { key: KEY, deleted: false },
    { key: KEY, deleted: true, content: 1 },
    { key: KEY, content: 1, append: { path: ["text"], at: 0, text: "" } },
    { key: KEY, patch: [] },
    { key: "session/share/s", content: 1 },
    { key: KEY, append: { path: [], at: 0, text: "" } },
    { key: KEY, append: { path: ["text"], at: -1, text: "" } },
    { key: KEY, append: { path: ["text"], at: 0.5, text: "" } },
    { key: KEY, append: { path: ["text"], at: 2 ** 60, text: "" } },
    { key: KEY, append: { path: ["text"], at: 0 } },
    { key: KEY, append: { path: Array(9).fill("a"), at: 0, text: "" } },
    { key: KEY, append: { path: ["a".repeat(201)], at: 0, text: "" } },
  ])
    it(`is none: ${JSON.stringify(entry).slice(0, 80)}`, () => {
      assert.ok(!entrySchema.safeParse(entry).success);
    });

  it("may have fields of a later version, which are left out", () => {
    const append = { path: ["text"], at: 0, text: "" };
    assert.deepEqual(entrySchema.parse({ key: KEY, content: 1, extra: 1 }), { key: KEY, content: 1 });
    assert.deepEqual(entrySchema.parse({ key: KEY, append: { ...append, extra: 1 } }), { key: KEY, append });
  });

  it("is passed over by a reader under a key of a later kind, and nothing is known after a later form", () => {
    const known = { key: KEY, content: 1 };
    const other = { key: "session/later/s/1", later: true };
    assert.deepEqual(readEntries([other, { ...known, extra: 1 }]), [known]);
    assert.equal(readEntries([known, { key: KEY, later: true }]), "later");
    for (const none of [
      7,
      null,
      {},
      { key: 7 },
      { key: "no", content: 1 },
      { key: "session/share", content: 1 },
    ])
      assert.equal(readEntries([known, none]), undefined);
  });
});
