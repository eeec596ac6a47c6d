import assert from "node:assert/strict";
import fc from "fast-check";
import { AppendMismatchError, appendToJson, applyEntries, commitChanges, type Entry } from "./entries.ts";
import type { Json } from "./json.ts";
import { type Batch, emptyShare, receiveBatches, type ShareState } from "./share-state.ts";

type Contents = ReadonlyMap<string, Json>;

const keyArb = fc.constantFrom("session/info/s", "session/message/s/m", "session/part/s/m/p");
const textArb = fc.string({ unit: "binary", maxLength: 4 });
const changeArb = fc.record({ key: keyArb, what: fc.constantFrom("put", "append", "delete"), text: textArb });

/** A share's history as its service makes it: the state after each revision, and the batch that led there. */
interface History {
  readonly states: readonly Contents[];
  readonly steps: readonly Batch<Json>[];
}

const historyArb: fc.Arbitrary<History> = fc
  .array(fc.array(changeArb, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })
  .map((batches) => {
    const states: Contents[] = [new Map()];
    const steps = batches.map((changes, base) => {
      const contents = new Map(states[base]);
      const entries: Entry[] = [];
      for (const { key, what, text } of changes) {
        const entry = entryFor(contents, key, what, text);
        entries.push(entry);
        commitChanges(contents, applyEntries(contents, [entry], appendToJson));
      }
      states.push(contents);
      return { base, revision: base + 1, entries };
    });
    return { states, steps };
  });

function entryFor(contents: Contents, key: string, what: string, text: string): Entry {
  const before = contents.get(key) as { text: string } | undefined;
  if (what === "append" && before) return { key, append: { path: ["text"], at: before.text.length, text } };
  return what === "delete" ? { key, deleted: true } : { key, content: { text } };
}

/** The way from `base` to `revision` as a service tells it to who catches up, cut into portions. */
function catchUp({ states }: History, base: number, revision: number, portions: number): Batch<Json>[] {
  const to: Contents = states[revision] ?? new Map();
  const known = new Set(states.slice(base, revision).flatMap((contents) => [...contents.keys()]));
  const entries: Entry[] = [...to].map(([key, content]) => ({ key, content }));
  if (base > 0) for (const key of known) if (!to.has(key)) entries.push({ key, deleted: true });
  const size = Math.max(1, Math.ceil(entries.length / portions));
  const cut = Array.from({ length: Math.max(1, Math.ceil(entries.length / size)) }, (_, at) =>
    entries.slice(at * size, (at + 1) * size),
  );
  return cut.map((some, at) => ({
    base,
    revision,
    entries: some,
    ...(at < cut.length - 1 ? { more: true } : {}),
  }));
}

/** A history, and everything that tells it, mixed up: single steps in any order and twice, and ways to catch up. */
const deliveryArb = historyArb.chain((history) => {
  const last = history.steps.length;
  const wayArb = fc
    .tuple(fc.nat(last - 1), fc.nat(last - 1), fc.integer({ min: 1, max: 3 }))
    // A single step also comes as it was made: its portions and that would be two tellings of one name.
    .map(([a, b, portions]) => catchUp(history, Math.min(a, b), Math.max(a, b) + 1, a === b ? 1 : portions));
  return fc.record({
    history: fc.constant(history),
    steps: fc.shuffledSubarray([...history.steps, ...history.steps], { minLength: 2 * last }),
    ways: fc.array(wayArb, { maxLength: 3 }),
    places: fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
    cuts: fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }),
  });
});

/** Mixes sequences so that each keeps its own order. */
function interleave<T>(sequences: readonly (readonly T[])[], places: readonly number[]): T[] {
  const queues = sequences.map((sequence) => [...sequence]);
  const mixed: T[] = [];
  for (let turn = 0; queues.some((queue) => queue.length > 0); turn += 1) {
    const open = queues.filter((queue) => queue.length > 0);
    const next = open[(places[turn % places.length] ?? 0) % open.length]?.shift();
    if (next !== undefined) mixed.push(next);
  }
  return mixed;
}

const receive = (state: ShareState<Json>, ...batches: Batch<Json>[]) =>
  receiveBatches(state, batches, appendToJson);
const put = (key: string, content: Json): Entry => ({ key, content });
const contentsOf = (state: ShareState<Json>) => Object.fromEntries(state.contents);

describe("a share as its batches tell it", () => {
  it("is the same for the same revisions, however its steps are ordered, repeated, cut and portioned", () => {
    fc.assert(
      fc.property(deliveryArb, ({ history, steps, ways, places, cuts }) => {
        let state = emptyShare<Json>();
        let portion: Batch<Json>[] = [];
        for (const [at, batch] of interleave([steps, ...ways], places).entries()) {
          portion.push(batch);
          if (!cuts[at % cuts.length]) continue;
          state = receive(state, ...portion);
          portion = [];
          assert.deepEqual(state.settled, history.states[state.revision]);
        }
        state = receive(state, ...portion);
        assert.equal(state.revision, history.steps.length);
        assert.deepEqual(state.contents, history.states.at(-1));
        assert.deepEqual(state.waiting, []);
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves the state that it started from as it was", () => {
    const before = receive(emptyShare(), { base: 0, revision: 1, entries: [put("a", "x")] });
    receive(before, { base: 1, revision: 2, entries: [put("a", "y"), put("b", 1)] });
    assert.deepEqual(contentsOf(before), { a: "x" });
  });

  it("shows the portions of an unfinished step, and settles them with the last", () => {
    const first = receive(emptyShare(), { base: 0, revision: 7, entries: [put("a", 1)], more: true });
    assert.deepEqual([contentsOf(first), first.revision], [{ a: 1 }, 0]);
    const last = receive(first, { base: 0, revision: 7, entries: [put("b", 2)] });
    assert.deepEqual([contentsOf(last), last.revision], [{ a: 1, b: 2 }, 7]);
  });

  it("keeps nothing of an unfinished step when the connection broke and a newer one comes whole", () => {
    const broken = receive(emptyShare(), {
      base: 0,
      revision: 7,
      entries: [put("deleted since", 1)],
      more: true,
    });
    const whole = receive(broken, { base: 0, revision: 8, entries: [put("a", 2)] });
    assert.deepEqual([contentsOf(whole), whole.revision], [{ a: 2 }, 8]);
  });

  it("starts again from nothing on a reset, also to a lower revision, and forgets what waited before it", () => {
    const ahead = receive(
      emptyShare(),
      { base: 0, revision: 9, entries: [put("a", 1)] },
      { base: 11, revision: 12, entries: [put("a", "of a lost history")] },
    );
    const reset = receive(
      ahead,
      { base: 0, revision: 3, entries: [put("b", 1)], reset: true, more: true },
      { base: 0, revision: 3, entries: [put("c", 1)] },
    );
    assert.deepEqual([contentsOf(reset), reset.revision, reset.waiting], [{ b: 1, c: 1 }, 3, []]);
    assert.equal(receive(reset, { base: 3, revision: 11, entries: [] }).revision, 11);
  });

  it("can be reset to an empty share", () => {
    const state = receive(emptyShare(), { base: 0, revision: 9, entries: [put("a", 1)] });
    const reset = receive(state, { base: 0, revision: 0, entries: [], reset: true });
    assert.deepEqual([contentsOf(reset), reset.revision], [{}, 0]);
  });

  it("says when a sender broke the order of appends", () => {
    const state = receive(emptyShare(), { base: 0, revision: 1, entries: [put("a", { text: "x" })] });
    const append = { key: "a", append: { path: ["text"], at: 5, text: "y" } };
    assert.throws(() => receive(state, { base: 1, revision: 2, entries: [append] }), AppendMismatchError);
  });
});
