import assert from "node:assert/strict";
import fc from "fast-check";
import { idSchema, infoKey, type KeyPath, keySchema, messageKey, parseKey, partKey } from "./keys.ts";
import { MAX_ID_LENGTH } from "./limits.ts";

const CHARS = [..."ABCxyz019_-"];
const idArb = fc
  .array(fc.constantFrom(...CHARS), { minLength: 1, maxLength: MAX_ID_LENGTH })
  .map((chars) => chars.join(""));
const pathArb: fc.Arbitrary<KeyPath> = fc.oneof(
  fc.record({ kind: fc.constant("info" as const), sessionId: idArb }),
  fc.record({ kind: fc.constant("message" as const), sessionId: idArb, messageId: idArb }),
  fc.record({ kind: fc.constant("part" as const), sessionId: idArb, messageId: idArb, partId: idArb }),
);

function format(path: KeyPath): string {
  switch (path.kind) {
    case "info":
      return infoKey(path.sessionId);
    case "message":
      return messageKey(path.sessionId, path.messageId);
    case "part":
      return partKey(path.sessionId, path.messageId, path.partId);
  }
}

const LONG = "x".repeat(MAX_ID_LENGTH);

describe("session keys", () => {
  it("are read as the paths that they were made of", () => {
    fc.assert(
      fc.property(pathArb, (path) => {
        assert.deepEqual(parseKey(format(path)), { ...path });
        assert.ok(keySchema.safeParse(format(path)).success);
      }),
    );
  });

  it("are either read and written the same, or refused by both reader and schema", () => {
    const piece = fc.oneof(
      fc.constantFrom("session", "info", "message", "part", "share", "..", ".", "", "%2e"),
      idArb,
    );
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join("/")),
    );
    fc.assert(
      fc.property(text, (key) => {
        const path = parseKey(key);
        assert.equal(keySchema.safeParse(key).success, path !== undefined);
        if (path) assert.equal(format(path), key);
      }),
      { numRuns: 1000 },
    );
  });

  for (const key of [
    "",
    "session",
    "session/info/",
    "session/share/abc",
    "session/info/../etc",
    "session/info/a/b",
    "session/info/a\n",
    "\nsession/info/a",
    " session/info/a",
    "session/info/a ",
    "session/info/a%2f..",
    "session/info/ä",
    "session/info/a\u0000",
    "session/message/a",
    "session/message/a//b",
    "session/part/a/b",
    "session/part/a/b/c/d",
    "session\\info\\a",
    "SESSION/info/a",
    `session/info/${LONG}x`,
  ])
    it(`refuse ${JSON.stringify(key).slice(0, 60)}`, () => {
      assert.equal(parseKey(key), undefined);
      assert.ok(!keySchema.safeParse(key).success);
    });

  it("take ids that objects have by nature as plain ids", () => {
    assert.deepEqual(parseKey("session/message/__proto__/constructor"), {
      kind: "message",
      sessionId: "__proto__",
      messageId: "constructor",
    });
  });

  it("take the longest id, and not one character more", () => {
    assert.ok(idSchema.safeParse(LONG).success);
    assert.ok(!idSchema.safeParse(`${LONG}x`).success);
  });

  it("answer quickly, whatever they are given", () => {
    assert.equal(parseKey(`session/part/${"a".repeat(1_000_000)}`), undefined);
    assert.equal(parseKey(`session/part/${"a/".repeat(500_000)}`), undefined);
  });
});
