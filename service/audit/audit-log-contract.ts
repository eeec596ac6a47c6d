import assert from "node:assert/strict";
import { collect } from "../testing/collect.ts";
import type { AuditLog, AuditQuery, AuditRecord } from "./audit-log.ts";

/** What every audit log promises. `open` gives an empty one, which the suite closes. */
export function describeAuditLog(name: string, open: () => Promise<AuditLog>): void {
  describe(`${name} as an audit log`, () => {
    let log: AuditLog;
    beforeEach(async () => {
      log = await open();
    });
    afterEach(() => log.close());

    const filled = async (...records: readonly Partial<AuditRecord>[]) => {
      await Promise.all(records.map((fields) => log.append(sampleRecord(fields))));
    };

    it("is empty at first", async () => {
      assert.deepEqual(await found(log), []);
      assert.equal(await log.purge(JAN + 10), 0);
    });

    it("answers all records as they came, in order", async () => {
      const records = [
        sampleRecord({ at: JAN, detail: "ä🎉\n" }),
        sampleRecord({ at: FEB, share: "ref", shareOrg: "evil", from: "::1" }),
        sampleRecord({ at: FEB, action: "admin.purged", actor: "service" }),
      ];
      for (const record of records) await log.append(record);
      assert.deepEqual(await found(log), records);
    });

    it("loses none of those that come at once", async () => {
      await filled(...Array.from({ length: 200 }, (_, at) => ({ at: JAN + at })));
      assert.deepEqual(
        (await found(log)).map(({ at }) => at - JAN),
        Array.from({ length: 200 }, (_, at) => at),
      );
    });

    const asked: [string, AuditQuery, number[]][] = [
      ["a time from which on, inclusive", { since: FEB }, [2, 3]],
      ["a time up to which, exclusive", { until: FEB }, [0, 1]],
      ["a time between", { since: JAN + 1, until: FEB + 1 }, [1, 2]],
      ["a share", { share: "one" }, [1, 3]],
      ["an actor", { actor: "bob" }, [1]],
      ["an action", { action: "share.revoked" }, [2]],
      ["an organisation, by what its people did and by its shares", { org: "acme" }, [0, 1]],
      ["several at once", { share: "one", actor: "ann" }, [3]],
      ["nothing that is there", { actor: "nobody" }, []],
    ];
    for (const [what, query, expected] of asked)
      it(`finds by ${what}`, async () => {
        const records = [
          sampleRecord({ at: JAN }),
          sampleRecord({ at: JAN + 1, share: "one", actor: "bob", org: "evil", shareOrg: "acme" }),
          sampleRecord({ at: FEB, action: "share.revoked", org: "evil" }),
          sampleRecord({ at: FEB + 1, share: "one", org: "evil" }),
        ];
        for (const record of records) await log.append(record);
        assert.deepEqual(
          await found(log, query),
          expected.map((index) => records[index]),
        );
      });

    it("deletes exactly what is too old, and goes on", async () => {
      const old = [{ at: JAN }, { at: FEB }, { at: FEB + 1 }];
      await filled(...old, { at: FEB + 2 }, { at: MARCH });
      assert.equal(await log.purge(FEB + 2), 3);
      assert.equal(await log.purge(FEB + 2), 0);
      await filled({ at: MARCH + 1 });
      assert.deepEqual(
        (await found(log)).map(({ at }) => at),
        [FEB + 2, MARCH, MARCH + 1],
      );
    });

    it("loses nothing that comes while it deletes", async () => {
      await filled({ at: JAN }, { at: FEB });
      const [, purged] = await Promise.all([
        filled({ at: FEB + 1 }, { at: FEB + 2 }),
        log.purge(FEB),
        filled({ at: FEB + 3 }),
      ]);
      assert.equal(purged, 1);
      assert.equal((await found(log)).length, 4);
    });

    it("says that it is whole", async () => {
      await filled({ at: JAN }, { at: FEB });
      const verified = await collect(log.verify());
      assert.equal(
        verified.reduce((sum, { records }) => sum + records, 0),
        2,
      );
      for (const journal of verified) assert.equal(journal.problem, undefined);
    });
  });
}

const JAN = Date.UTC(2026, 0, 31, 23, 59, 59);
const FEB = Date.UTC(2026, 1, 1);
const MARCH = Date.UTC(2026, 2, 1);

export function sampleRecord(fields: Partial<AuditRecord> = {}): AuditRecord {
  return { at: JAN, action: "share.opened", actor: "ann", org: "acme", ...fields };
}

/** All that a query finds. */
export function found(log: AuditLog, query: AuditQuery = {}): Promise<AuditRecord[]> {
  return collect(log.query(query));
}
