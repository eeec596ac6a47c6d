import assert from "node:assert/strict";
import { TcpLine } from "../../../fixtures/tcp-line.ts";
import { readyDatabase, testDatabases } from "../../testing/test-databases.ts";
import { StoreUnavailableError, StoreUncertainError } from "../errors.ts";
import { Database } from "./database.ts";

describe("a database", () => {
  const databases = testDatabases();

  it("does all of a transaction or nothing", async () => {
    const database = await databases();
    await assert.rejects(
      database.transaction(async (tx) => {
        await tx.query("INSERT INTO token (hash, created_at) VALUES ('a', 1)");
        throw new RangeError("no");
      }),
      RangeError,
    );
    assert.deepEqual(await database.query("SELECT * FROM token"), []);
  });

  it("tries again what got in the way of another transaction", async () => {
    const database = await databases();
    await database.query("INSERT INTO token (hash, created_at) VALUES ('a', 0), ('b', 0)");
    // Each holds what the other wants next: the server ends one of them.
    const both = { held: 0 };
    const add = (first: string, second: string) =>
      database.transaction(async (tx) => {
        await tx.query("UPDATE token SET created_at = created_at + 1 WHERE hash = $1", [first]);
        both.held += 1;
        while (both.held < 2) await tx.query("SELECT 1");
        await tx.query("UPDATE token SET created_at = created_at + 1 WHERE hash = $1", [second]);
      });
    await Promise.all([add("a", "b"), add("b", "a")]);
    assert.ok(both.held > 2, "one was tried again");
    assert.deepEqual(
      (await database.query<{ created_at: number }>("SELECT created_at FROM token")).map(
        (row) => row.created_at,
      ),
      [2, 2],
    );
  });

  it("reads all of one moment in a snapshot", async () => {
    const database = await databases();
    const counts = await database.snapshot(async (tx) => {
      const before = await tx.query("SELECT hash FROM token");
      await database.query("INSERT INTO token (hash, created_at) VALUES ('a', 1)");
      return [before.length, (await tx.query("SELECT hash FROM token")).length];
    });
    assert.deepEqual(counts, [0, 0]);
  });

  it("says that it is not available when a connection is cut, and goes on with others", async () => {
    const database = await databases();
    await assert.rejects(
      database.transaction(async (tx) => {
        const [me] = await tx.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        await database.query("SELECT pg_terminate_backend($1)", [me?.pid]);
        await tx.query("INSERT INTO token (hash, created_at) VALUES ('a', 1)");
      }),
      StoreUnavailableError,
    );
    assert.deepEqual(await database.query("SELECT * FROM token"), []);
  });

  describe("that is not heard any more", () => {
    let line: TcpLine;
    let database: Database;
    beforeEach(async () => {
      const url = new URL(await readyDatabase());
      line = await TcpLine.open(`http://${url.host}`);
      database = new Database({ url: Object.assign(url, { host: new URL(line.url).host }).href });
    });
    afterEach(async () => {
      await database.close();
      await line.close();
    });
    const add = "INSERT INTO token (hash, created_at) VALUES ('a', 1)";
    const count = async () => (await database.query("SELECT hash FROM token")).length;

    it("may have made a change whose answer was lost, and says that nobody knows", async () => {
      for (const [lost, change] of [
        ["COMMIT", () => database.transaction((tx) => tx.query(add))],
        ["DELETE", () => database.query("DELETE FROM token")],
      ] as const) {
        const before = await count();
        line.loseAnswerTo(lost);
        await assert.rejects(change(), (error) => {
          assert.ok(error instanceof StoreUncertainError);
          assert.match(error.answer, /could not hear whether/);
          return true;
        });
        assert.notEqual(await count(), before);
      }
    });

    it("has changed nothing where the transaction was not at its end, or only read", async () => {
      for (const [lost, ask] of [
        ["INSERT", () => database.transaction((tx) => tx.query(add))],
        ["COMMIT", () => database.snapshot((tx) => tx.query("SELECT 1"))],
        ["SELECT", count],
      ] as const) {
        line.loseAnswerTo(lost);
        await assert.rejects(ask(), (error) => {
          assert.ok(error instanceof StoreUnavailableError && !(error instanceof StoreUncertainError));
          return true;
        });
        assert.equal(await count(), 0);
      }
    });
  });

  it("may have made a change while its server ended the connection", async () => {
    const database = await databases();
    const ended = database.query(
      "WITH w AS (SELECT pg_terminate_backend(pg_backend_pid())) INSERT INTO token (hash, created_at) SELECT 'a', 1 FROM w",
    );
    await assert.rejects(ended, StoreUncertainError);
  });

  it("gives numbers of eight bytes as numbers", async () => {
    const [row] = await (await databases()).query<{ n: unknown }>(
      `SELECT ${Number.MAX_SAFE_INTEGER}::bigint AS n`,
    );
    assert.equal(row?.n, Number.MAX_SAFE_INTEGER);
  });
});
