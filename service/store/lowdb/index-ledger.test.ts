import assert from "node:assert/strict";
import { sampleMeta } from "../../testing/sample.ts";
import { IndexLedger } from "./index-ledger.ts";

describe("the index of a store", () => {
  function filled(): IndexLedger {
    const index = new IndexLedger();
    const metas = Array.from({ length: 4 }, (_, n) => ({ ...sampleMeta(), org: `acme ${n}` }));
    for (const { title: _, ...meta } of metas) index.add(meta);
    index.remove(metas[1]?.shareId ?? "", { reason: "revoked", at: 1 });
    index.remove(metas[2]?.shareId ?? "", { reason: "expired", at: 1 });
    return index;
  }

  function replayed(records: Iterable<Uint8Array>): IndexLedger {
    const index = new IndexLedger();
    for (const record of records) index.replay(Buffer.from(record));
    return index;
  }

  it("is the same again from its records, and from the shortest that say it", () => {
    const index = filled();
    const records = index.takeUnwritten();
    assert.equal(records.length, 6);
    assert.deepEqual(index.takeUnwritten(), []);
    const compacted = [...index.compacted()];
    assert.equal(compacted.length, 4);
    for (const again of [replayed(records), replayed(compacted)]) {
      assert.deepEqual(again.entries, index.entries);
      assert.equal(again.bytes, index.bytes);
    }
  });

  it("writes openings with the next record, and only once", () => {
    const index = filled();
    index.takeUnwritten();
    const [first, , , last] = [...index.entries.keys()];
    index.countOpen(first ?? "", 10);
    index.countOpen(first ?? "", 20);
    assert.ok(index.isBehind);
    index.change(last ?? "", { expiresAt: 7 });
    assert.equal(index.takeUnwritten().length, 2);
    assert.ok(!index.isBehind);
    assert.deepEqual(index.takeUnwritten(), []);
    assert.deepEqual(replayed(index.compacted()).entries, index.entries);
    assert.equal(replayed(index.compacted()).bytes, index.bytes);
  });

  it("measures what is live by what it would write", () => {
    const index = filled();
    const size = [...index.compacted()].reduce((sum, record) => sum + record.length, 0);
    assert.equal(index.bytes, size);
  });
});
