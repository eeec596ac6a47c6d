import assert from "node:assert/strict";
import type { User } from "../../protocol/identity.ts";
import { collect } from "../testing/collect.ts";
import type { SessionStore } from "./session-store.ts";

/** What every session store promises. `open` gives an empty one, which the suite closes. */
export function describeSessionStore(name: string, open: () => Promise<SessionStore>): void {
  describe(`${name} as a session store`, () => {
    let store: SessionStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    it("finds who was kept last by a key, and nobody by another", async () => {
      await store.keepUser("a", sampleUser("ann"), Date.now() + HOUR_MS);
      await store.keepUser("b", sampleUser("bo"), Date.now() + HOUR_MS);
      await store.keepUser("a", sampleUser("ann", ["new"]), Date.now() + HOUR_MS);
      assert.deepEqual(await store.findUser("a"), sampleUser("ann", ["new"]));
      assert.deepEqual(await store.findUser("b"), sampleUser("bo"));
      assert.equal(await store.findUser("c"), undefined);
    });

    it("knows which sessions were ended, also twice", async () => {
      for (let time = 0; time < 2; time++) await store.end("one", Date.now() + HOUR_MS);
      assert.equal(await store.isEnded("one", Date.now()), true);
      assert.equal(await store.isEnded("two", 0), false);
    });

    it("says that it is whole", async () => {
      await store.end("one", Date.now() + HOUR_MS);
      const [found, ...more] = await collect(store.verify());
      assert.deepEqual([found, more], [{ name: "sessions", records: 1 }, []]);
    });
  });
}

export const HOUR_MS = 3_600_000;

export function sampleUser(id: string, groups: readonly string[] = ["dev"]): User {
  return { id, org: "acme", groups, role: "member" };
}
