import assert from "node:assert/strict";
import { append, drop, put } from "../../testing/sample.ts";
import { ShareContents } from "../share-contents.ts";
import { ShareLedger } from "./share-ledger.ts";

describe("the records of a share", () => {
  const MAX_DELETIONS = 2;

  function replayed(records: Iterable<Uint8Array>): ShareLedger {
    const ledger = new ShareLedger(new ShareContents(MAX_DELETIONS));
    for (const record of records) ledger.replay(Buffer.from(record));
    return ledger;
  }

  function filled(): ShareLedger {
    const ledger = new ShareLedger(new ShareContents(MAX_DELETIONS));
    ledger.setTitle("A title");
    ledger.append([put(1, '"}],[{'), put(2, "ü"), put(3, "c"), put(4, "d")]);
    for (const n of [2, 3, 4]) ledger.append([drop(n), append(1, n + 4, ",")]);
    ledger.append([]);
    return ledger;
  }

  for (const [name, records] of [
    ["as they were made", (ledger: ShareLedger) => ledger.takeUnwritten()],
    ["rewritten", (ledger: ShareLedger) => ledger.compacted()],
  ] as const)
    it(`${name} tell title, contents, revision and what is forgotten`, () => {
      const ledger = filled();
      const again = replayed(records(ledger));
      assert.equal(again.title, "A title");
      for (let revision = 0; revision < 7; revision++)
        assert.deepEqual(
          again.contents.since(revision),
          ledger.contents.since(revision),
          `since ${revision}`,
        );
      assert.equal(again.contents.since(1).reset, true, "the first deletion is forgotten");
    });

  it("tell of lost revisions, as they were made and rewritten", () => {
    const ledger = filled();
    ledger.append([put(9, "after the restore")], { lastSeenRevision: 40 });
    for (const again of [replayed(ledger.takeUnwritten()), replayed(ledger.compacted())]) {
      assert.equal(again.contents.revision, 42);
      assert.equal(again.contents.since(41).reset, true);
      assert.equal(again.contents.since(42).reset, undefined);
    }
  });

  it("are JSON, one record each, for any other tool to read", () => {
    for (const record of filled().takeUnwritten()) {
      const text = Buffer.from(record).toString();
      assert.doesNotMatch(text, /\n/);
      assert.equal(typeof JSON.parse(text), "object");
    }
  });
});
