import assert from "node:assert/strict";
import { contentHash } from "../../protocol/content-hash.ts";
import type { Json } from "../../protocol/json.ts";
import { Acknowledged } from "./acknowledged.ts";

const manifestOf = (contents: Record<string, Json>) => ({
  keys: Object.fromEntries(
    Object.entries(contents).map(([key, content]) => [key, contentHash(JSON.stringify(content))]),
  ),
});
const entriesFor = (service: Record<string, Json>, local: Record<string, Json>) =>
  [
    ...new Acknowledged(manifestOf(service)).difference(
      new Map(Object.entries(local)),
      new Set(Object.keys(local)),
    ),
  ].map(({ entry }) => entry);

describe("the difference between a session and what the service holds", () => {
  it("is nothing when both are equal", () => {
    assert.deepEqual(entriesFor({ a: { n: 1 } }, { a: { n: 1 } }), []);
  });

  it("holds what is new, what changed and what was removed", () => {
    assert.deepEqual(entriesFor({ same: 1, changed: 1, removed: 1 }, { same: 1, changed: 2, added: 3 }), [
      { key: "changed", content: 2 },
      { key: "added", content: 3 },
      { key: "removed", deleted: true },
    ]);
  });

  it("appends to a text that it sent before, and sends it whole when only its hash is known", () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    const grow = (text: string) => {
      const contents = new Map<string, Json>([["p", { text }]]);
      const [sending] = [...acknowledged.difference(contents, new Set(["p"]))];
      assert.ok(sending);
      acknowledged.confirm(sending);
      return sending.entry;
    };
    assert.deepEqual(grow("one"), { key: "p", content: { text: "one" } });
    assert.deepEqual(grow("one two"), { key: "p", append: { path: ["text"], at: 3, text: " two" } });
  });

  it("is what it was until the service has confirmed it", () => {
    const acknowledged = new Acknowledged(manifestOf({}));
    const contents = new Map<string, Json>([["a", 1]]);
    const difference = () => [...acknowledged.difference(contents, new Set(["a"]))];
    assert.equal(difference().length, 1);
    const [sending] = difference();
    assert.ok(sending);
    acknowledged.confirm(sending);
    assert.equal(difference().length, 0);
  });
});
