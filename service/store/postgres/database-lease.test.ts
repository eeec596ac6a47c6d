import assert from "node:assert/strict";
import { testDatabases } from "../../testing/test-databases.ts";
import { DatabaseInUseError, DatabaseLease, type DatabaseLostError } from "./database-lease.ts";

describe("the lease of a database", () => {
  const databases = testDatabases();
  const renewMs = 20;

  it("is held by many nodes together", async () => {
    const database = await databases();
    const both = [await DatabaseLease.take(database), await DatabaseLease.take(database)];
    for (const lease of both) await lease.release();
  });

  it("is refused to a node while a copy has it", async () => {
    const database = await databases();
    const copy = await DatabaseLease.take(database, { renewMs, isCopy: true });
    await assert.rejects(DatabaseLease.take(database), DatabaseInUseError);
    await copy.release();
    await (await DatabaseLease.take(database)).release();
  });

  it("is refused to a copy while a node renews it, and says whose it is", async () => {
    const database = await databases();
    const lease = await DatabaseLease.take(database, { renewMs });
    await assert.rejects(DatabaseLease.take(database, { isCopy: true }), (error) => {
      assert.ok(error instanceof DatabaseInUseError);
      assert.match(error.message, new RegExp(`process ${process.pid} on .*already running`));
      return true;
    });
    await lease.release();
    await (await DatabaseLease.take(database)).release();
  });

  it("is taken from one that has been silent for long enough, who hears of it", async () => {
    const database = await databases();
    const lost = Promise.withResolvers<DatabaseLostError>();
    const first = await DatabaseLease.take(database, { renewMs: 200, onLost: lost.resolve });
    await database.query(
      "UPDATE lease SET holder = 'another', who = 'somebody', until = now() + INTERVAL '1 day'",
    );
    assert.match((await lost.promise).message, /somebody.*has taken over/);
    await first.release();
    assert.equal((await database.query("SELECT * FROM lease")).length, 1, "it is another's");
    await database.query("UPDATE lease SET until = now()");
    await (await DatabaseLease.take(database)).release();
  });

  it("is one's own again after the database was away, if nobody else has taken it", async () => {
    const database = await databases();
    let isLost = false;
    const lease = await DatabaseLease.take(database, { renewMs, onLost: () => (isLost = true) });
    await database.query("UPDATE lease SET until = now() - INTERVAL '1 day'");
    for (;;) {
      const [row] = await database.query("SELECT 1 FROM lease WHERE until > now()");
      if (row) break;
    }
    assert.equal(isLost, false);
    await lease.release();
  });

  it("goes to one of many copies that want it at once", async () => {
    const database = await databases();
    const all = await Promise.allSettled(
      Array.from({ length: 5 }, () => DatabaseLease.take(database, { renewMs, isCopy: true })),
    );
    const taken = all.filter((result) => result.status === "fulfilled").map(({ value }) => value);
    assert.equal(taken.length, 1);
    await taken[0]?.release();
  });
});
