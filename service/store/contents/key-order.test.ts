import assert from "node:assert/strict";
import * as fc from "fast-check";
import { KeyOrder } from "./key-order.ts";

interface Item {
  readonly key: string;
  readonly revision: number;
}

const items = (order: KeyOrder<Item>) => order.blocks.flatMap((block) => block.items);

describe("KeyOrder", () => {
  it("holds what a map would, in order, and whoever took its blocks sees what there was", () => {
    const change = fc.record({ key: fc.nat(900), isDeleted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 1500, size: "max" }), fc.nat(1500), (changes, taken) => {
        const order = new KeyOrder<Item>();
        const map = new Map<string, Item>();
        let seen: { readonly blocks: typeof order.blocks; readonly items: Item[] } | undefined;
        for (const [revision, { key: number, isDeleted }] of changes.entries()) {
          const key = String(number).padStart(3, "0");
          if (revision === taken) seen = { blocks: order.blocks, items: items(order) };
          if (isDeleted) order.delete(key);
          else order.set({ key, revision });
          if (isDeleted) map.delete(key);
          else map.set(key, { key, revision });
          assert.deepEqual(order.get(key), map.get(key));
        }
        assert.equal(order.size, map.size);
        assert.deepEqual(
          items(order),
          [...map.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
        );
        for (const { items: some, newest } of order.blocks) {
          assert.ok(some.length > 0 && some.length <= 256);
          for (const { revision } of some) assert.ok(revision <= newest);
        }
        if (seen)
          assert.deepEqual(
            seen.blocks.flatMap((block) => block.items),
            seen.items,
          );
      }),
      { numRuns: 50 },
    );
  });

  it("fills its blocks when keys come in order", () => {
    const order = new KeyOrder<Item>();
    for (let n = 0; n < 2560; n++) order.set({ key: String(n).padStart(5, "0"), revision: n });
    assert.equal(order.blocks.length, 10);
  });

  it("keeps what stands behind a block that grows too large and becomes two", () => {
    const order = new KeyOrder<Item>();
    const keys = Array.from({ length: 1024 }, (_, n) => String(n).padStart(5, "0"));
    for (const key of keys) order.set({ key, revision: 1 });
    for (const key of keys) order.set({ key: `${key}a`, revision: 2 });
    assert.equal(order.size, 2048);
    assert.deepEqual(
      items(order).map(({ key }) => key),
      keys.flatMap((key) => [key, `${key}a`]),
    );
  });
});
