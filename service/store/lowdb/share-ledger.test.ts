import assert from "node:assert/strict";
import { collect } from "../../testing/collect.ts";
import { append, drop, put } from "../../testing/sample.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import { ShareContents } from "../contents/share-contents.ts";
import { readAll } from "../reading.ts";
import type { AppendConditions, StoredEntry } from "../store.ts";
import type { RecordPlace } from "./scan-journal.ts";
import { ShareLedger } from "./share-ledger.ts";

/** A ledger whose journal is a buffer. */
class BufferedShare {
  readonly ledger = new ShareLedger(new ShareContents(2));
  readonly records: Uint8Array[] = [];
  bytes = Buffer.alloc(0);

  static async replayed(records: readonly Uint8Array[]): Promise<BufferedShare> {
    const share = new BufferedShare();
    for (const [index, place] of share.write(records).entries())
      share.ledger.replay(Buffer.from(records[index] ?? []), place);
    assert.equal(await share.ledger.opened(share), undefined);
    return share;
  }

  async read(position: number, length: number): Promise<Buffer> {
    return Buffer.from(this.bytes.subarray(position, position + length));
  }

  write(records: readonly Uint8Array[]): RecordPlace[] {
    return records.map((record) => {
      const place = { seq: this.records.push(record), start: this.bytes.length, length: record.length };
      this.bytes = Buffer.concat([this.bytes, record]);
      return place;
    });
  }

  /** Writes what the ledger has made. */
  flush(): void {
    this.ledger.written(this.write(this.ledger.takeUnwritten()));
  }

  async append(entries: readonly StoredEntry[], conditions?: AppendConditions): Promise<void> {
    const batch = placeBatch(entries);
    this.ledger.append(batch, await this.ledger.contents.prepare(batch), conditions);
    this.flush();
  }

  since(revision: number) {
    return readAll(this.ledger.readings.read(this.ledger.contents.since(revision)));
  }

  rewritten(): Promise<Uint8Array[]> {
    return collect(this.ledger.rewrite(new AbortController().signal).records());
  }
}

describe("the records of a share", () => {
  async function filled(): Promise<BufferedShare> {
    const share = new BufferedShare();
    await share.ledger.opened(share);
    share.ledger.setTitle("A title");
    await share.append([put(1, '"}],[{'), put(2, "ü"), put(3, "c"), put(4, "d")]);
    for (const n of [2, 3, 4]) await share.append([drop(n), append(1, n + 4, ",")]);
    await share.append([drop(9)]);
    return share;
  }

  for (const [name, recordsOf] of [
    ["as they were made", async (share: BufferedShare) => share.records],
    ["rewritten", (share: BufferedShare) => share.rewritten()],
  ] as const) {
    it(`${name} tell title, contents, revision, size and what is forgotten`, async () => {
      const share = await filled();
      const again = await BufferedShare.replayed(await recordsOf(share));
      assert.equal(again.ledger.title, "A title");
      assert.equal(again.ledger.contents.keys, share.ledger.contents.keys);
      for (let revision = 0; revision < 7; revision++)
        assert.deepEqual(await again.since(revision), await share.since(revision), `since ${revision}`);
      assert.equal((await again.since(1)).reset, true, "the first deletion is forgotten");
    });

    it(`${name} tell of lost revisions`, async () => {
      const share = await filled();
      await share.append([put(9, "after the restore")], { lastSeenRevision: 40 });
      const again = await BufferedShare.replayed(await recordsOf(share));
      assert.equal(again.ledger.contents.revision, 42);
      assert.equal((await again.since(41)).reset, true);
      assert.equal((await again.since(42)).reset, undefined);
    });
  }

  it("say of a text that is not there, and leave it out", async () => {
    const share = await filled();
    const [head, first, ...rest] = share.records;
    assert.ok(head && first);
    const other = Buffer.from(
      Buffer.from(first).toString().replace('"text":"\\"}],[{"', '"next":"\\"}],[{"'),
    );
    assert.notDeepEqual(other, first);
    const again = new BufferedShare();
    const records = [head, other, ...rest];
    for (const [index, place] of again.write(records).entries())
      again.ledger.replay(Buffer.from(records[index] ?? []), place);
    assert.match((await again.ledger.opened(again)) ?? "", /appended to what is not there/);
    const { entries } = await again.since(0);
    assert.deepEqual(
      entries.map((entry) => ("content" in entry ? entry.content.toString() : entry)),
      ['{"type":"text","next":"\\"}],[{"}'],
    );
  });

  it("are JSON, one record each, for any other tool to read", async () => {
    const share = await filled();
    for (const record of [...share.records, ...(await share.rewritten())]) {
      const text = Buffer.from(record).toString();
      assert.doesNotMatch(text, /\n/);
      assert.equal(typeof JSON.parse(text), "object");
    }
  });
});
