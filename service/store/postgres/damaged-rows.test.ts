import assert from "node:assert/strict";
import { collect } from "../../testing/collect.ts";
import { append, put, sampleMeta } from "../../testing/sample.ts";
import { testDatabases } from "../../testing/test-databases.ts";
import { referenceOf } from "../reference.ts";
import { isDue } from "../store.ts";
import type { Database } from "./database.ts";
import { PostgresStore } from "./postgres-store.ts";

describe("a share whose rows were changed by something else", () => {
  const databases = testDatabases();
  let database: Database;
  let store: PostgresStore;
  const meta = sampleMeta({ passwordHash: "hash" });
  const { shareId } = meta;
  beforeEach(async () => {
    database = await databases();
    store = new PostgresStore({ database });
    await store.create(meta);
    await store.append(shareId, [put(1, "a")]);
    await store.append(shareId, [append(1, 1, "b")]);
  });
  afterEach(() => store.close());

  const problems = async () => (await collect(store.verify())).flatMap(({ problem }) => problem ?? []);
  const set = (column: string, value: string | null) =>
    database.query(`UPDATE share SET ${column} = $1 WHERE share_id = $2`, [value, shareId]);

  it("is whole at first", async () => {
    assert.deepEqual(await problems(), []);
    const share = await store.get(shareId);
    assert.ok(share?.state === "live" && !share.isClosed);
  });

  const { passwordHash, ...rest } = meta;
  for (const [what, text] of [
    ["nothing", null],
    ["an empty object", "{}"],
    ["no object", "[]"],
    ["no JSON", "{"],
    ["the share of another id", JSON.stringify({ ...rest, shareId: sampleMeta().shareId })],
    ["an audience that is no word", JSON.stringify({ ...rest, audience: 1 })],
  ] as const)
    it(`is closed to all but admins when ${what} is known of it, and says so`, async () => {
      await set("meta", text);
      const share = await store.get(shareId);
      assert.ok(share?.state === "live" && share.isClosed);
      assert.deepEqual(
        [share.meta.shareId, share.meta.audience, share.meta.owner],
        [shareId, "me", undefined],
      );
      assert.deepEqual(
        (await store.list({ limit: 9 })).map((listed) => listed.shareId),
        [shareId],
      );
      assert.match((await problems()).join(), /^what is known of it makes no sense/);
      assert.ok(await store.remove(shareId, "revoked", 1));
      assert.deepEqual(await problems(), []);
    });

  it("is the owner's still, hides none that come after it in a list, and is taken off what they may have", async () => {
    const owner = { id: "ann", name: "Ann" };
    const [older, newer] = [1, 2].map((at) =>
      sampleMeta({ owner, org: "acme", createdAt: at, expiresAt: 9 }),
    );
    for (const one of [older, newer]) await store.create(one ?? meta);
    await database.query("UPDATE share SET meta = NULL WHERE share_id = $1", [newer?.shareId]);
    const scope = { org: "acme", ownerId: "ann" };
    const [first] = await store.list({ ...scope, limit: 1 });
    assert.deepEqual([first?.shareId, first?.owner?.id, first?.org], [newer?.shareId, "ann", "acme"]);
    const after = { createdAt: first?.createdAt ?? 0, reference: referenceOf(first?.shareId ?? "") };
    const rest = await store.list({ ...scope, limit: 1, after });
    assert.deepEqual(
      rest.map(({ shareId: id }) => id),
      [older?.shareId],
    );
    const record = await store.get(newer?.shareId ?? "");
    assert.ok(record && isDue(record, 9));
    await store.remove(newer?.shareId ?? "", "expired", 9);
    assert.equal(await store.count(scope), 1);
  });

  it("is closed when its title is no text", async () => {
    await set("title", "1");
    const share = await store.get(shareId);
    assert.ok(share?.state === "live" && share.isClosed && share.meta.title === "");
    assert.equal(share.meta.passwordHash, passwordHash);
  });

  for (const [what, change] of [
    ["what was put", "DELETE FROM piece WHERE text = -1"],
    ["what was appended", "DELETE FROM piece WHERE text = 0"],
    ["a byte of it", "UPDATE piece SET bytes = substring(bytes from 2) WHERE text = 0"],
  ] as const)
    it(`is found not to be whole when ${what} is missing`, async () => {
      await database.query(change);
      assert.deepEqual(await problems(), ["pieces of 1 contents are missing"]);
    });
});
