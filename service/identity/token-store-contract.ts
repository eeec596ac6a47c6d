import assert from "node:assert/strict";
import { collect } from "../testing/collect.ts";
import type { TokenRecord, TokenStore } from "./token-store.ts";

/** What every token store promises. `open` gives an empty one, which the suite closes. */
export function describeTokenStore(name: string, open: () => Promise<TokenStore>): void {
  describe(`${name} as a token store`, () => {
    let store: TokenStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("finds and lists what was added", async () => {
      assert.equal(await store.add(sampleToken("a")), true);
      assert.equal(await store.add(sampleToken("b", { expiresAt: 5 })), true);
      assert.deepEqual(await store.find("b"), sampleToken("b", { expiresAt: 5 }));
      assert.deepEqual(await store.list(), [sampleToken("a"), sampleToken("b", { expiresAt: 5 })]);
      assert.equal(await store.find("c"), undefined);
    });

    it("never takes the same hash twice, not even after it was revoked", async () => {
      assert.deepEqual(
        await Promise.all([store.add(sampleToken("a")), store.add(sampleToken("a"))]).then((added) =>
          added.filter(Boolean),
        ),
        [true],
      );
      assert.equal(await store.revoke("a"), true);
      assert.equal(await store.add(sampleToken("a")), false);
      assert.equal(await store.find("a"), undefined);
    });

    it("revokes a token once", async () => {
      await store.add(sampleToken("a"));
      assert.equal(await store.revoke("nobody"), false);
      assert.equal(await store.revoke("a"), true);
      assert.equal(await store.revoke("a"), false);
      assert.deepEqual(await store.list(), []);
    });

    it("says that it is whole", async () => {
      await store.add(sampleToken("a"));
      const [found, ...more] = await collect(store.verify());
      assert.deepEqual([found, more], [{ name: "tokens", records: 1 }, []]);
    });
  });
}

export function sampleToken(hash: string, fields: Partial<TokenRecord> = {}): TokenRecord {
  const user = { id: "ann", email: "ann@acme.test", org: "acme", groups: ["dev"], role: "member" } as const;
  return { hash, user, label: "laptop", createdAt: 1, expiresAt: null, ...fields };
}
