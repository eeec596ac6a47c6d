import assert from "node:assert/strict";
import { MINUTE_MS } from "../../../primitives/durations.ts";
import { entriesOf, stepSince } from "../../testing/read.ts";
import { append, createSample, drop, put, sampleKey } from "../../testing/sample.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { MAX_REMEMBERED_DELETIONS } from "../contents/share-contents.ts";
import { StoreUnavailableError } from "../errors.ts";
import { readAll } from "../reading.ts";
import type { Database } from "./database.ts";
import { PostgresStore } from "./postgres-store.ts";
import { ReplacedContents } from "./replaced-contents.ts";

describe("what a database keeps of a share", () => {
  const databases = testDatabases();
  let database: Database;
  let store: PostgresStore;
  let now: number;
  let id: string;
  beforeEach(async () => {
    now = Date.UTC(2026, 10, 27);
    database = await databases();
    store = new PostgresStore({ database, now: () => now });
    id = await createSample(store);
  });
  afterEach(() => store.close());

  const rowsOf = async (table: string) => {
    const [row] = await database.query<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`);
    return row?.rows;
  };
  const write = async (text: string, times: number) => {
    await store.append(id, [put(1, "")]);
    for (let n = 0; n < times; n++) await store.append(id, [append(1, n * text.length, text)]);
  };

  it("is few rows for a text that grows by little, as large as what it is counted for", async () => {
    await write("ab", 300);
    assert.equal(await rowsOf("piece"), 2);
    const size = await store.size(id);
    assert.ok(size < 1000, `${size}`);
    await store.append(id, [put(1, "ab".repeat(300))]);
    assert.ok(Math.abs((await store.size(id)) - size) < 100);
  });

  it("is a piece of its own when one is full, and reads as one text", async () => {
    const text = "é\n".repeat(1000);
    await write(text, 9);
    assert.equal(await rowsOf("piece"), 10);
    assert.deepEqual(await entriesOf(store, id), [put(1, text.repeat(9))]);
  });

  it("joins a character that came in halves, however many pieces there are", async () => {
    const party = "🎉".repeat(3);
    await store.append(id, [put(1, "")]);
    for (const [at, half] of [...party.split("")].entries()) await store.append(id, [append(1, at, half)]);
    assert.deepEqual(await entriesOf(store, id), [put(1, party)]);
    const [entry] = (await stepSince(store, id, 0)).entries;
    assert.ok(entry && "content" in entry && entry.content.toString().includes(party));
  });

  it("keeps what was replaced for who reads it, and deletes it afterwards", async () => {
    await store.append(id, [put(1, "before"), put(2, "deleted")]);
    const reading = await store.readSince(id, 0);
    const late = await store.readSince(id, 0);
    await store.append(id, [put(1, "after"), drop(2)]);
    const replaced = new ReplacedContents(database, () => now);
    now += 9 * MINUTE_MS;
    await replaced.sweep();
    assert.deepEqual((await readAll(reading)).entries, [put(1, "before"), put(2, "deleted")]);
    assert.equal(await rowsOf("piece"), 3);
    now += 2 * MINUTE_MS;
    await Promise.all([replaced.sweep(), new ReplacedContents(database, () => now).sweep()]);
    assert.equal(await rowsOf("piece"), 1);
    assert.equal(await rowsOf("replaced"), 0);
    await assert.rejects(readAll(late), StoreUnavailableError);
    assert.deepEqual(await entriesOf(store, id), [put(1, "after")]);
  });

  it("deletes more than one go of what was replaced", async () => {
    for (const text of ["a", "b"])
      await store.append(
        id,
        Array.from({ length: 450 }, (_, n) => put(n, text)),
      );
    now += 11 * MINUTE_MS;
    await new ReplacedContents(database, () => now).sweep();
    assert.equal(await rowsOf("piece"), 450);
  });

  it("is nothing but that it was there, once it is removed", async () => {
    await store.append(id, [put(1, "secret"), put(2, "x")]);
    await store.append(id, [put(1, "another"), drop(2)]);
    await store.countOpen(id, 1, { id: "ann" });
    await store.remove(id, "revoked", 5);
    for (const table of ["piece", "entry", "replaced"]) assert.equal(await rowsOf(table), 0);
    const [row] = await database.query("SELECT * FROM share");
    const { share_id, reference, state, gone_at, revision, ...rest } = row ?? {};
    assert.deepEqual([share_id, state, gone_at, reference.length > 0, revision], [id, "revoked", 5, true, 2]);
    for (const value of Object.values(rest)) assert.ok(value === null || value === 0, `${value}`);
  });

  it("forgets the oldest deletions when there are many, and who has seen none of them starts again", async () => {
    const half = MAX_REMEMBERED_DELETIONS / 2 + 600;
    const keys = (from: number) => Array.from({ length: half }, (_, n) => from + n);
    for (const from of [0, half]) {
      await store.append(
        id,
        keys(from).map((n) => put(n, "")),
      );
      await store.append(
        id,
        keys(from).map((n) => drop(n)),
      );
    }
    await store.append(id, [put(1, "a")]);
    assert.equal((await stepSince(store, id, 1)).reset, true);
    assert.equal((await stepSince(store, id, 3)).reset, undefined);
    assert.equal((await stepSince(store, id, 3)).entries.length, half + 1);
    assert.ok((await rowsOf("entry")) ?? 0 <= MAX_REMEMBERED_DELETIONS + 1);
    const before = await store.size(id);
    assert.ok(before > half * 64 && before < (half + 2) * (sampleKey(1).length + 70), `${before}`);
  });

  it("says that pieces are missing, of what share, and goes on with others", async () => {
    const other = await createSample(store);
    await store.append(id, [put(1, "a"), put(2, "b")]);
    await store.append(other, [put(1, "a")]);
    await database.query("DELETE FROM piece WHERE share_id = $1 AND key = $2", [id, sampleKey(1)]);
    const problems: string[] = [];
    for await (const { problem } of store.verify()) if (problem !== undefined) problems.push(problem);
    assert.deepEqual(problems, ["pieces of 1 contents are missing"]);
    await assert.rejects(entriesOf(store, id), StoreUnavailableError);
    assert.deepEqual(await entriesOf(store, other), [put(1, "a")]);
  });
});
