import assert from "node:assert/strict";
import { createSample, put } from "../../testing/sample.ts";
import { readyDatabase } from "../../testing/test-databases.ts";
import { Database } from "./database.ts";
import { PostgresStore } from "./postgres-store.ts";

describe("a store in a database that is closed", () => {
  it("has taken all batches that were on their way", async () => {
    const url = await readyDatabase();
    const store = new PostgresStore({ database: new Database({ url }) });
    const id = await createSample(store);
    const appending = [1, 2, 3].map((n) => store.append(id, [put(n, "text")]));
    const all = Promise.allSettled(appending);
    await store.close();
    assert.deepEqual(
      (await all).map(({ status }) => status),
      ["fulfilled", "fulfilled", "fulfilled"],
    );
    const reopened = new PostgresStore({ database: new Database({ url }) });
    assert.ok((await reopened.revision(id)) > 0);
    await reopened.close();
  });
});
