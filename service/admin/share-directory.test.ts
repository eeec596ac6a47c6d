import assert from "node:assert/strict";
import type { AdminSharesQuery } from "../../protocol/admin.ts";
import type { Caller } from "../identity/caller.ts";
import { MemoryStore } from "../store/memory/memory-store.ts";
import { referenceOf } from "../store/reference.ts";
import type { ShareMeta } from "../store/store.ts";
import { sampleMeta } from "../testing/sample.ts";
import { ShareDirectory } from "./share-directory.ts";

const admin: Caller = { user: { id: "root", org: "ops", groups: [], role: "admin" } };
const boss: Caller = { user: { id: "boss", org: "acme", groups: [], role: "orgAdmin" } };

describe("ShareDirectory", () => {
  let store: MemoryStore;
  let directory: ShareDirectory;
  let metas: ShareMeta[];
  let now = 1_000;
  beforeEach(async () => {
    now = 1_000;
    store = new MemoryStore();
    directory = new ShareDirectory({ store, viewers: () => 0, now: () => now });
    metas = Array.from({ length: 1_300 }, (_, n) =>
      sampleMeta({
        createdAt: Math.floor(n / 3),
        org: n % 2 ? "acme" : "globex",
        owner: { id: n % 5 ? "ann" : "bob" },
        audience: n % 7 ? "org" : "link",
      }),
    );
    for (const meta of metas) await store.create(meta);
  });

  const ask = (caller: Caller, query: Partial<AdminSharesQuery> = {}) =>
    directory.list(caller, { limit: 500, ...query });
  /** All pages, while `between` happens. */
  const paged = async (
    caller: Caller,
    query: Partial<AdminSharesQuery>,
    between = async (_: string[]) => {},
  ) => {
    const references: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await ask(caller, { ...query, after });
      references.push(...page.shares.map(({ reference }) => reference));
      if (page.next === null) return { references, total: page.total };
      after = page.next;
      await between(references);
    }
  };

  const questions: [string, Partial<AdminSharesQuery>, (meta: ShareMeta) => boolean][] = [
    ["all", {}, () => true],
    ["an organisation's", { org: "acme" }, ({ org }) => org === "acme"],
    ["an owner's", { owner: "BO" }, ({ owner }) => owner?.id === "bob"],
    ["an audience's", { audience: "link" }, ({ audience }) => audience === "link"],
    [
      "all of it at once",
      { org: "acme", owner: "ann", audience: "org" },
      ({ org, owner, audience }) => org === "acme" && owner?.id === "ann" && audience === "org",
    ],
  ];
  for (const [what, query, isAsked] of questions)
    it(`gives ${what} in pages of any size, each once, and says how many there are`, async () => {
      const expected = metas.filter(isAsked).map(({ shareId }) => referenceOf(shareId));
      for (const limit of [1, 7, 500]) {
        const some = limit === 1 ? { ...query, owner: query.owner ?? "bob" } : query;
        const count = limit === 1 && !query.owner ? undefined : expected;
        const { references, total } = await paged(admin, { ...some, limit });
        assert.equal(references.length, total);
        assert.equal(new Set(references).size, total);
        if (count) assert.deepEqual([...references].sort(), [...count].sort());
      }
    });

  it("goes on where it was although the share that a page ended with is gone", async () => {
    const { references } = await paged(boss, { limit: 100 }, async (seen) => {
      const last = await store.find(seen.at(-1) ?? "");
      if (last) await store.remove(last.shareId, "revoked", now);
    });
    const own = metas.filter(({ org }) => org === "acme").map(({ shareId }) => referenceOf(shareId));
    assert.deepEqual(references.sort(), own.sort());
  });

  it("neither shows nor counts what is over and not deleted yet", async () => {
    for (const meta of metas.slice(0, 40)) await store.update(meta.shareId, { expiresAt: 2_000 });
    const before = { all: (await ask(admin)).total, own: (await ask(boss)).total };
    now = 2_000;
    for (const [caller, total] of [
      [admin, before.all - 40],
      [boss, before.own - 20],
    ] as const) {
      const found = await paged(caller, { limit: 50 });
      assert.deepEqual([found.references.length, found.total], [total, total]);
    }
    const one = { share: referenceOf(metas[0]?.shareId ?? "") };
    assert.deepEqual(await ask(admin, one), { shares: [], total: 0, next: null });
  });

  it("finds one by its reference without looking at the others", async () => {
    const [meta] = metas;
    store.list = () => Promise.reject(new Error("looked at all"));
    const share = referenceOf(meta?.shareId ?? "");
    assert.deepEqual(
      (await ask(admin, { share })).shares.map(({ reference }) => reference),
      [share],
    );
    assert.equal((await ask(boss, { share })).total, 0, "of another organisation");
    assert.equal((await ask(admin, { share, audience: "me" })).total, 0);
    assert.equal((await ask(admin, { share: "nonsense" })).total, 0);
  });

  it("asks for no more than a page where nothing is searched", async () => {
    const { list } = store;
    const asked: number[] = [];
    store.list = function (query) {
      asked.push(query.limit);
      return list.call(this, query);
    };
    await ask(admin, { limit: 10 });
    assert.deepEqual(asked, [11]);
  });
});
