import assert from "node:assert/strict";
import { sampleMeta } from "../../testing/sample.ts";
import { parseIndexRecord } from "./index-record.ts";
import { RecordSenselessError } from "./journal-damage.ts";

const { title: _, ...created } = sampleMeta({
  shareId: "s",
  secretHash: "h",
  owner: { id: "ann" },
  org: "acme",
});
const read = (record: unknown) => parseIndexRecord(Buffer.from(JSON.stringify(record)));

describe("a record of the index", () => {
  for (const record of [
    { created },
    {
      created: {
        ...created,
        owner: undefined,
        people: ["a"],
        groups: [],
        passwordHash: null,
        maxViews: null,
      },
    },
    { created: { ...created, expiresAt: 7, passwordHash: "x", maxViews: 3, views: 0, isRetitled: true } },
    { created, version: 3, written: 0, closed: "index.1", opens: { count: 1, lastAt: 2 } },
    { gone: { shareId: "s", reason: "revoked", at: 7 } },
    { gone: { shareId: "s-_9", reason: "expired", at: 0 } },
    { forgotten: { shareId: "s" } },
  ])
    it(`is read as it is: ${JSON.stringify(record).slice(-60)}`, () => {
      assert.deepEqual(read(record), JSON.parse(JSON.stringify(record)));
    });

  for (const [record, shareId] of [
    [1, undefined],
    [null, undefined],
    [[], undefined],
    [{}, undefined],
    [{ created: 1 }, undefined],
    [{ created, forgotten: { shareId: "s" } }, undefined],
    [{ forgotten: { shareId: 1 } }, undefined],
    [{ forgotten: { shareId: "../s" } }, undefined],
    [{ forgotten: { shareId: "" } }, undefined],
    [{ gone: { shareId: "s", reason: "lost", at: 7 } }, "s"],
    [{ gone: { shareId: "s", reason: "revoked", at: null } }, "s"],
    ...[
      { sessionId: 1 },
      { secretHash: undefined },
      { audience: null },
      { mode: 1 },
      { createdAt: "now" },
      { expiresAt: "never" },
      { expiresAt: undefined },
      { owner: "ann" },
      { owner: { id: 1 } },
      { org: 1 },
      { people: "ann" },
      { people: [1] },
      { groups: [null] },
      { passwordHash: 1 },
      { maxViews: "3" },
      { maxViews: -1 },
      { views: null },
      { views: 1.5 },
    ].map((fields) => [{ created: { ...created, ...fields } }, "s"] as const),
    ...[{ version: "1" }, { version: -1 }, { written: null }, { closed: 1 }, { opens: 1 }, { opens: {} }].map(
      (fields) => [{ created, ...fields }, "s"] as const,
    ),
  ] as const)
    it(`makes no sense: ${JSON.stringify(record).slice(-60)}`, () => {
      assert.throws(
        () => read(record),
        (error) => error instanceof RecordSenselessError && error.of === shareId,
      );
    });

  it("makes no sense when it is no JSON", () => {
    assert.throws(() => parseIndexRecord(Buffer.from("{")), RecordSenselessError);
  });
});
