import assert from "node:assert/strict";
import fc from "fast-check";
import { sampleMeta } from "../testing/sample.ts";
import { referenceOf } from "./reference.ts";
import { ShareIndex } from "./share-index.ts";
import type { ListedShare, ShareScope } from "./store.ts";

const ids = Array.from({ length: 12 }, (_, n) => `share-${n}`);
const scopes: readonly ShareScope[] = [{}, ...["acme", "blue"].flatMap((org) => scopesOf(org))];

const arbitraryShare = fc
  .record({
    shareId: fc.constantFrom(...ids),
    createdAt: fc.integer({ min: 0, max: 4 }),
    expiresAt: fc.option(fc.integer({ min: 0, max: 6 })),
    org: fc.constantFrom("acme", "blue"),
    owner: fc.constantFrom("ann", "bob"),
  })
  .map(({ owner, ...rest }): ListedShare => sampleMeta({ ...rest, owner: { id: owner } }));

describe("the index of living shares", () => {
  it("finds what going through all of them would find, after any changes", () => {
    const step = fc.oneof(arbitraryShare, fc.constantFrom(...ids));
    fc.assert(
      fc.property(fc.array(arbitraryShare), fc.array(step, { maxLength: 60 }), (first, steps) => {
        const all = new Map<string, ListedShare>(first.map((share) => [share.shareId, share]));
        const index = ShareIndex.of([...all.values()]);
        for (const one of steps) {
          if (typeof one === "string") {
            index.delete(one);
            all.delete(one);
          } else {
            index.set(one);
            all.set(one.shareId, one);
          }
        }
        for (const scope of scopes) assert.deepEqual(pages(index, scope), sorted([...all.values()], scope));
        for (const id of ids) assert.equal(index.find(referenceOf(id))?.shareId, all.get(id)?.shareId);
        const due = [...all.values()].filter(({ expiresAt }) => expiresAt !== null && expiresAt <= 3);
        assert.deepEqual([...index.expired(3)].sort(), due.map(({ shareId }) => shareId).sort());
      }),
    );
  });
});

function scopesOf(org: string): ShareScope[] {
  return [{ org }, ...["ann", "bob"].map((ownerId) => ({ org, ownerId }))];
}

/** All ids of a scope, read in pages of two. */
function pages(index: ShareIndex, scope: ShareScope): string[] {
  const found: string[] = [];
  let last: ListedShare | undefined;
  for (;;) {
    const after = last && { createdAt: last.createdAt, reference: referenceOf(last.shareId) };
    const page = index.list({ ...scope, after, limit: 2 });
    if (page.length === 0) break;
    found.push(...page.map(({ shareId }) => shareId));
    last = page.at(-1);
  }
  assert.equal(index.count(scope), found.length);
  return found;
}

function sorted(shares: readonly ListedShare[], { org, ownerId }: ShareScope): string[] {
  return shares
    .filter(
      (share) => (org === undefined || share.org === org) && (ownerId ?? share.owner?.id) === share.owner?.id,
    )
    .sort((a, b) => b.createdAt - a.createdAt || (referenceOf(a.shareId) < referenceOf(b.shareId) ? -1 : 1))
    .map(({ shareId }) => shareId);
}
