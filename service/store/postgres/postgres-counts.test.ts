import assert from "node:assert/strict";
import { describeHourlyCounts } from "../../limits/hourly-counts-contract.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { PostgresCounts } from "./postgres-counts.ts";

describe("PostgresCounts", () => {
  const databases = testDatabases();

  describeHourlyCounts("PostgreSQL", async () => {
    const database = await databases();
    const later = async (ms: number) =>
      void (await database.query("UPDATE counted SET until = until - $1::bigint", [ms]));
    return { counts: new PostgresCounts(database), later };
  });

  it("counts what other nodes count, too", async () => {
    const database = await databases();
    const [here, there] = [new PostgresCounts(database), new PostgresCounts(database)];
    assert.equal(await here.take("a", 2), 0);
    assert.equal(await there.take("a", 2), 0);
    assert.notEqual(await here.take("a", 2), 0);
    await there.giveBack("a");
    assert.equal(await here.take("a", 2), 0);
  });
});
