import assert from "node:assert/strict";
import { RecordSenselessError } from "./journal-damage.ts";
import { SessionLedger } from "./session-ledger.ts";

const user = { id: "ann", org: "acme", groups: [], role: "member" } as const;

describe("the ledger of sessions", () => {
  let now: number;
  let ledger: SessionLedger;
  beforeEach(() => {
    now = 1_000;
    ledger = new SessionLedger(() => now);
  });
  const written = (from: SessionLedger) =>
    from.takeUnwritten().map((bytes) => JSON.parse(String(Buffer.from(bytes))));
  const again = (from: SessionLedger) => {
    const copy = new SessionLedger(() => now);
    for (const bytes of from.compacted()) copy.replay(Buffer.from(bytes));
    return copy;
  };

  it("remembers people until their time, at the longest that was said", () => {
    ledger.keepUser("a", user, 1_010);
    ledger.keepUser("a", { ...user, role: "admin" }, 1_005);
    assert.equal(ledger.findUser("b"), undefined);
    now = 1_009;
    assert.equal(ledger.findUser("a")?.role, "admin");
    assert.equal(again(ledger).findUser("a")?.role, "admin");
    now = 1_010;
    assert.equal(ledger.findUser("a"), undefined);
  });

  it("remembers which sessions were ended, and writes that once", () => {
    ledger.end("s", 2_000);
    ledger.end("s", 3_000);
    assert.deepEqual(written(ledger), [{ ended: "s", until: 2_000 }]);
    assert.deepEqual(written(ledger), []);
    assert.ok(ledger.isEnded("s", 5_000));
    assert.ok(!ledger.isEnded("r", 5_000));
    assert.ok(again(ledger).isEnded("s", 5_000));
    assert.equal(ledger.findUser("s"), undefined);
  });

  it("takes all sessions for ended that had begun when a record was lost, from then on", () => {
    ledger.lose(0);
    assert.deepEqual(written(ledger), []);
    ledger.lose(1);
    assert.deepEqual(written(ledger), [{ endedAllUpTo: 1_000 }]);
    for (const one of [ledger, again(ledger)]) {
      assert.ok(one.isEnded("any", 1_000));
      assert.ok(!one.isEnded("any", 1_001));
    }
    ledger.replay(Buffer.from('{"endedAllUpTo":500}'));
    assert.ok(ledger.isEnded("any", 1_000));
  });

  it("forgets what is over, with what it took", () => {
    ledger.end("s", 1_010);
    const { bytes } = ledger;
    assert.ok(bytes > 0);
    ledger.end("r", 1_020);
    now = 1_010;
    ledger.end("q", 1_030);
    assert.ok(!ledger.isEnded("s", 2_000));
    assert.ok(ledger.isEnded("r", 2_000));
    assert.equal([...ledger.compacted()].length, 2);
    assert.equal(ledger.bytes, 2 * bytes);
  });

  it("takes nothing that makes no sense", () => {
    for (const text of [
      "",
      "1",
      "null",
      "{}",
      '{"ended":1,"until":2}',
      '{"kept":"a","until":2}',
      '{"ended":"s"}',
      '{"endedAllUpTo":"x"}',
    ])
      assert.throws(() => ledger.replay(Buffer.from(text)), RecordSenselessError, text);
  });
});
