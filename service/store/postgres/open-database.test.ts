import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { emptyDatabase } from "../../testing/test-databases.ts";
import type { Database } from "./database.ts";
import { migrate, NewerDatabaseError } from "./migrate.ts";
import { DatabaseUnusableError, openDatabase } from "./open-database.ts";
import { MIGRATIONS } from "./schema.ts";

describe("opening a database", () => {
  const open: Database[] = [];
  const opened = async (database: Promise<Database>) => {
    open.push(await database);
    return database;
  };
  afterEach(async () => {
    for (const database of open.splice(0)) await database.close();
  });

  it("makes what it needs, once, however many nodes start at the same time", async () => {
    const url = await emptyDatabase();
    const nodes = await Promise.all(Array.from({ length: 5 }, () => opened(openDatabase({ url }))));
    for (const node of nodes) {
      const [row] = await node.query<{ version: number }>("SELECT version FROM schema_version");
      assert.equal(row?.version, MIGRATIONS.length);
      assert.deepEqual(await node.query("SELECT * FROM share"), []);
    }
  });

  it("lets all go on that make the first table at the same moment", async () => {
    const url = await emptyDatabase();
    const nodes = await Promise.all(Array.from({ length: 8 }, () => opened(openDatabase({ url }))));
    for (let round = 0; round < 40; round++) {
      await nodes[0]?.query("DROP TABLE schema_version");
      await Promise.all(
        nodes.map(async (node) => {
          await setTimeout(Math.random() * 6);
          await migrate(node, []);
        }),
      );
    }
  });

  it("goes on where a node has ended in between, and keeps what there is", async () => {
    const url = await emptyDatabase();
    const database = await opened(openDatabase({ url }));
    await database.query("INSERT INTO token (hash, created_at) VALUES ('a', 1)");
    await database.query("UPDATE schema_version SET version = 0");
    await migrate(database);
    assert.equal((await database.query("SELECT hash FROM token")).length, 1);
  });

  it("makes only the steps that are missing", async () => {
    const database = await opened(openDatabase({ url: await emptyDatabase() }));
    const next = [...MIGRATIONS.map(() => ["SELECT 1 / 0"]), ["CREATE TABLE more (id integer)"]];
    await migrate(database, next);
    assert.deepEqual(await database.query("SELECT id FROM more"), []);
  });

  it("refuses one that a later version has made, and names both versions", async () => {
    const url = await emptyDatabase();
    const database = await opened(openDatabase({ url }));
    await database.query("UPDATE schema_version SET version = 99");
    await assert.rejects(openDatabase({ url }), (error) => {
      assert.ok(error instanceof NewerDatabaseError);
      assert.match(error.message, /version 99.*none later than \d+.*newer one/);
      return true;
    });
  });

  const wrong: [string, (url: URL) => void, RegExp][] = [
    ["there is no such database", (url) => (url.pathname = "/nothing"), /no database of this name/],
    ["the password is another", (url) => (url.password = "wrong"), /refuses this user or password/],
    ["nothing listens there", (url) => (url.port = "1"), /cannot be reached \(ECONNREFUSED\)/],
    [
      "the name is not known",
      (url) => (url.hostname = "nowhere.invalid"),
      /cannot be reached \((ENOTFOUND|EAI_AGAIN)\)/,
    ],
  ];
  for (const [why, change, expected] of wrong)
    it(`says what to do when ${why}, and never the password`, async () => {
      const url = new URL(await emptyDatabase());
      change(url);
      await assert.rejects(openDatabase({ url: url.href }), (error) => {
        assert.ok(error instanceof DatabaseUnusableError);
        assert.match(error.message, /^SHARE_DATABASE_URL: /);
        assert.match(error.message, expected);
        assert.ok(!error.message.includes(url.password));
        return true;
      });
    });
});
