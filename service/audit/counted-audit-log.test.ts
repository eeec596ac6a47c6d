import assert from "node:assert/strict";
import fc from "fast-check";
import { HOUR_MS } from "../../primitives/durations.ts";
import { StoreUnavailableError } from "../store/errors.ts";
import type { AuditRecord } from "./audit-log.ts";
import { found, sampleRecord } from "./audit-log-contract.ts";
import { CountedAuditLog } from "./counted-audit-log.ts";
import { MemoryAuditLog } from "./memory-audit-log.ts";

const stranger = (n: number, fields: Partial<AuditRecord> = {}): AuditRecord => {
  const { org: _, ...record } = sampleRecord({
    actor: "anonymous",
    share: "one",
    from: `192.0.2.${n}`,
    ...fields,
  });
  return record;
};

describe("a log that counts", () => {
  const clock = { now: 0 };
  let inner: MemoryAuditLog;
  let log: CountedAuditLog;
  beforeEach(() => {
    clock.now = 0;
    inner = new MemoryAuditLog();
    log = new CountedAuditLog(inner, { now: () => clock.now });
  });
  afterEach(() => log.close());

  const sum = (records: readonly AuditRecord[]) => records.reduce((all, { count = 1 }) => all + count, 0);

  it("writes down the first opening at once, and its repeats within the hour as one", async () => {
    for (let at = 0; at < 1_000; at++) await log.append(sampleRecord({ at }));
    assert.deepEqual(await found(inner), [sampleRecord({ at: 0 })]);
    clock.now += HOUR_MS;
    await log.append(sampleRecord({ at: 5_000 }));
    assert.deepEqual(await found(inner), [
      sampleRecord({ at: 0 }),
      sampleRecord({ at: 999, count: 999 }),
      sampleRecord({ at: 5_000 }),
    ]);
  });

  it("tells who asks, and at its end, all that happened so far", async () => {
    for (let at = 0; at < 3; at++) await log.append(sampleRecord({ at }));
    assert.equal(sum(await found(log)), 3);
    assert.equal(sum(await found(log)), 3);
    await log.append(sampleRecord({ at: 9 }));
    await log.close();
    assert.equal(sum(await found(inner)), 4);
  });

  it("tells apart people, shares, what was refused and where from, and takes an IPv6 network for one", async () => {
    const records = [
      sampleRecord(),
      sampleRecord({ actor: "bob" }),
      sampleRecord({ org: "globex" }),
      sampleRecord({ share: "two" }),
      sampleRecord({ from: "192.0.2.1" }),
      sampleRecord({ from: "2001:db8::1" }),
      sampleRecord({ action: "share.refused", detail: "notNamed" }),
      sampleRecord({ action: "share.refused", detail: "wrong password" }),
    ];
    for (const record of records) await log.append(record);
    await log.append(sampleRecord({ from: "2001:db8::2" }));
    assert.deepEqual(await found(inner), records);
  });

  it("leaves what owners and admins do as it is, however often", async () => {
    const actions = [
      "share.created",
      "share.changed",
      "share.revoked",
      "admin.read",
      "token.revoked",
    ] as const;
    for (const action of actions)
      for (let n = 0; n < 100; n++) await log.append(sampleRecord({ action, actor: "owner" }));
    assert.equal((await found(inner)).length, 100 * actions.length);
  });

  it("does not grow with the number of strangers, and loses no count", async () => {
    for (let n = 0; n < 5_000; n++) await log.append(stranger(n));
    for (let n = 0; n < 5; n++) await log.append(sampleRecord({ actor: `colleague ${n}` }));
    const kept = await found(log);
    assert.ok(kept.length < 100, String(kept.length));
    assert.equal(sum(kept), 5_005);
    assert.equal(kept.filter(({ actor }) => actor !== "anonymous").length, 5);
  });

  it("loses no count, whatever happens in whatever order while writing fails now and then", async () => {
    const step = fc.oneof(
      fc.nat(3),
      fc.constantFrom("hour" as const, "ask" as const, "fail" as const, "heal" as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const kept = new MemoryAuditLog();
        const append = kept.append.bind(kept);
        const fail = () => Promise.reject(new StoreUnavailableError("disk full"));
        const counting = new CountedAuditLog(kept, { now: () => clock.now });
        let taken = 0;
        for (const one of steps) {
          if (one === "hour") clock.now += HOUR_MS;
          else if (one === "ask") await found(counting);
          else if (one === "fail") kept.append = fail;
          else if (one === "heal") kept.append = append;
          else
            await counting.append(stranger(one)).then(
              () => {
                taken += 1;
              },
              () => undefined,
            );
        }
        kept.append = append;
        await counting.close();
        assert.equal(sum(await found(kept)), taken);
      }),
    );
  });
});
