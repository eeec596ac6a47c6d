import assert from "node:assert/strict";
import * as fc from "fast-check";
import { appendToText } from "../../protocol/entries.ts";
import { type Batch, emptyShare, receiveBatches, type ShareState } from "../../protocol/share-state.ts";
import { append, drop, put, sampleKey } from "../testing/sample.ts";
import { ShareContents } from "./share-contents.ts";
import type { StoredEntry } from "./store.ts";

const entry = fc.oneof(
  fc.tuple(fc.nat(5), fc.string({ unit: "grapheme", maxLength: 4 })).map(([n, text]) => put(n, text)),
  fc.nat(5).map(drop),
);
const batches = fc.array(fc.array(entry, { maxLength: 4 }), { maxLength: 12 });

describe("ShareContents", () => {
  it("brings a viewer from any revision to the same contents, however much is forgotten", () => {
    fc.assert(
      fc.property(batches, fc.nat(3), (steps, maxDeletions) => {
        const { contents, states } = play(steps, maxDeletions);
        for (const state of states) assert.deepEqual(seen(catchUp(state, contents)), seen(states.at(-1)));
      }),
    );
  });

  it("is the same again after its own shortest history", () => {
    fc.assert(
      fc.property(batches, fc.nat(3), (steps, maxDeletions) => {
        const { contents, states } = play(steps, maxDeletions);
        const again = new ShareContents(maxDeletions);
        again.forgetUpTo(contents.forgotten);
        for (const { revision, entries } of contents.history()) again.apply(entries, revision);
        assert.equal(again.bytes, contents.bytes);
        assert.equal(again.revision, contents.revision);
        for (const { revision } of states) assert.deepEqual(again.since(revision), contents.since(revision));
      }),
    );
  });

  it("counts what it holds in bytes of UTF-8", () => {
    const contents = new ShareContents();
    contents.apply([{ key: sampleKey(1), content: '"é"' }]);
    contents.apply([{ key: sampleKey(1), content: '"éé"' }, put(2, "x"), drop(2)]);
    assert.equal(contents.bytes, sampleKey(1).length + 6);
  });

  it("appends inside the text, by its length in UTF-16 units", () => {
    const contents = new ShareContents();
    contents.apply([put(1, "🎉")]);
    contents.apply([append(1, 2, "!")]);
    assert.deepEqual(contents.since(0).entries, [put(1, "🎉!")]);
  });
});

function play(steps: readonly StoredEntry[][], maxDeletions: number) {
  const contents = new ShareContents(maxDeletions);
  let state = emptyShare<string>();
  const states = [state];
  for (const entries of steps) {
    state = receiveBatches(state, [contents.apply(entries)], appendToText);
    states.push(state);
  }
  return { contents, states };
}

function catchUp(state: ShareState<string>, contents: ShareContents): ShareState<string> {
  const step: Batch<string> = contents.since(state.revision);
  return receiveBatches(state, [step], appendToText);
}

/** Contents by key and revision, whatever the order they came in. */
function seen(state: ShareState<string> | undefined) {
  return { revision: state?.revision, contents: new Map([...(state?.contents ?? [])].sort()) };
}
