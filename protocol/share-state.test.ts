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

/** Ways through a history, of which some of the portions come. */
const waysArb = fc.array(
  fc.record({
    ends: fc.tuple(fc.nat(), fc.nat()),
    portions: fc.integer({ min: 1, max: 3 }),
    received: fc.integer({ min: 1, max: 3 }),
  }),
  { maxLength: 12 },
);

/** A history as somebody hears it who follows it: no step is missing, but steps come twice, and connections break. */
const deliveryArb = fc.record({ history: historyArb, ways: waysArb }).map(({ history, ways }) => {
  const last = history.steps.length;
  const told: Batch<Json>[] = [];
  let known = 0;
  const tell = (batches: readonly Batch<Json>[]) => {
    for (const batch of batches) {
      if (batch.base > known) return;
      told.push(batch);
      if (!batch.more) known = Math.max(known, batch.revision);
    }
  };
  for (const { ends, portions, received } of ways) {
    const [a = 0, b = 0] = ends.map((end) => end % last).sort((one, other) => one - other);
    // A single step comes as it was made: its portions and that would be two tellings of one name.
    const way = a === b ? history.steps.slice(a, a + 1) : catchUp(history, a, b + 1, portions);
    tell(way.slice(0, received));
  }
  if (known < last) tell(catchUp(history, known, last, 1));
  return { history, told };
});

const receive = (state: ShareState<Json>, ...batches: Batch<Json>[]) =>
  receiveBatches(state, batches, appendToJson);
const put = (key: string, content: Json): Entry => ({ key, content });
const contentsOf = (state: ShareState<Json>) => Object.fromEntries(state.contents);

describe("a share as its batches tell it", () => {
  it("is the same for the same revisions, however its steps are repeated, cut off, cut and portioned", () => {
    const cutsArb = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(deliveryArb, cutsArb, ({ history, told }, cuts) => {
        let state = emptyShare<Json>();
        let portion: Batch<Json>[] = [];
        for (const [at, batch] of told.entries()) {
          portion.push(batch);
          if (!cuts[at % cuts.length]) continue;
          state = receive(state, ...portion);
          portion = [];
          assert.deepEqual(state.settled, history.states[state.revision]);
        }
        state = receive(state, ...portion);
        assert.equal(state.revision, history.steps.length);
        assert.deepEqual(state.settled, history.states.at(-1));
      }),
      { numRuns: 1000 },
    );
  });

  it("passes over what does not continue it, as of a follow that was given up", () => {
    const first = receive(emptyShare(), { base: 0, revision: 1, entries: [put("a", 1)] });
    const late = receive(first, { base: 11, revision: 12, entries: [put("a", "of another follow")] });
    assert.deepEqual([contentsOf(late), late.revision], [{ a: 1 }, 1]);
    const whole = receive(late, { base: 0, revision: 12, entries: [put("a", 12)] });
    assert.deepEqual([contentsOf(whole), whole.revision], [{ a: 12 }, 12]);
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

  it("starts again from nothing on a reset, also to a lower revision, and forgets what was begun before it", () => {
    const ahead = receive(
      emptyShare(),
      { base: 0, revision: 9, entries: [put("a", 1)] },
      { base: 9, revision: 12, entries: [put("a", "of a lost history")], more: true },
    );
    const reset = receive(
      ahead,
      { base: 0, revision: 3, entries: [put("b", 1)], reset: true, more: true },
      { base: 0, revision: 3, entries: [put("c", 1)] },
    );
    assert.deepEqual([contentsOf(reset), reset.revision, reset.begun], [{ b: 1, c: 1 }, 3, []]);
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
