import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { StoreUnavailableError } from "../store/errors.ts";
import type { AuditRecord } from "./audit-log.ts";
import { found, sampleRecord } from "./audit-log-contract.ts";
import { MemoryAuditLog } from "./memory-audit-log.ts";
import { Outbox } from "./outbox.ts";

/** An audit that can be away. */
class AwayLog extends MemoryAuditLog {
  isAway = false;

  override async append(record: AuditRecord): Promise<void> {
    if (this.isAway) throw new StoreUnavailableError("disk full");
    await super.append(record);
  }
}

describe("Outbox", () => {
  let log: AwayLog;
  let reported: AuditRecord[];
  let outbox: Outbox;
  beforeEach(() => {
    log = new AwayLog();
    reported = [];
    outbox = new Outbox({ log, retryMs: 5, report: (record) => reported.push(record) });
  });
  afterEach(() => outbox.close());

  const records = [1, 2, 3].map((at) => sampleRecord({ at }));
  const put = async () => {
    for (const record of records) await outbox.put(record);
  };

  it("writes at once what can be written", async () => {
    await put();
    assert.deepEqual(await found(log), records);
    assert.deepEqual([outbox.waiting, reported], [0, []]);
  });

  it("keeps what cannot, tells of each, and writes it once and in order by itself as soon as it can", async () => {
    log.isAway = true;
    await put();
    assert.deepEqual([outbox.waiting, reported], [3, records]);
    await assert.rejects(outbox.flush(), StoreUnavailableError);
    log.isAway = false;
    while (outbox.waiting > 0) await delay(5);
    assert.deepEqual(await found(log), records);
    await outbox.flush();
    assert.equal((await found(log)).length, 3);
  });

  it("writes nothing twice when it is asked to from several sides", async () => {
    log.isAway = true;
    await put();
    log.isAway = false;
    await Promise.all([outbox.flush(), outbox.flush(), outbox.put(sampleRecord({ at: 4 })), outbox.flush()]);
    assert.deepEqual((await found(log)).map(({ at }) => at).sort(), [1, 2, 3, 4]);
  });

  it("writes what waits when it is closed, or tells of it once more", async () => {
    log.isAway = true;
    await put();
    reported = [];
    await outbox.close();
    assert.deepEqual(reported, records);
    log.isAway = false;
    await outbox.close();
    assert.equal((await found(log)).length, 3);
  });
});
