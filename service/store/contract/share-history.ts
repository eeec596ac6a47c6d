import assert from "node:assert/strict";
import * as fc from "fast-check";
import { contentHash } from "../../../protocol/content-hash.ts";
import { AppendMismatchError, appendToText } from "../../../protocol/entries.ts";
import { emptyShare, receiveBatches, type ShareState } from "../../../protocol/share-state.ts";
import { inText, manifestOf, stepMade, stepSince } from "../../testing/read.ts";
import { append, drop, put, sampleMeta } from "../../testing/sample.ts";
import { type Reading, readAll } from "../reading.ts";
import type { ShareStore, StoredEntry } from "../store.ts";

type Act =
  | { readonly act: "append"; readonly batches: readonly (readonly Change[])[] }
  /** Reads from what somebody knew `ago` steps ago, to the end only after the next acts. */
  | { readonly act: "read"; readonly ago: number }
  | { readonly act: "manifest" | "reopen" | "crash" };

interface Change {
  readonly key: number;
  /** undefined: deleted. */
  readonly text: string | undefined;
  readonly isAppend: boolean;
}

const text = fc.string({
  unit: fc.constantFrom("a", '"', "\\", "é", "🎉", "\ud83d", "\ude00"),
  maxLength: 40,
});
const change = fc.record({
  key: fc.nat(4),
  text: fc.option(text, { nil: undefined, freq: 6 }),
  isAppend: fc.boolean(),
});
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      act: fc.constant("append" as const),
      batches: fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("read" as const), ago: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      { act: "manifest" as const },
      { act: "reopen" as const },
      { act: "crash" as const },
    ),
  },
);

/** A store of its own, which can be left and found again. */
export interface LastingStore {
  readonly store: ShareStore;
  /** Closes it in order, and opens what it has kept. */
  reopen(): Promise<LastingStore>;
  /** Opens what it has kept as if its process had been killed now. */
  crash(): Promise<LastingStore>;
}

/** A share beside the state that its steps lead to. */
class Played {
  lasting: LastingStore;
  readonly meta = sampleMeta();
  readonly states: ShareState<string>[] = [emptyShare()];
  readonly open: {
    readonly reading: Reading;
    readonly from: ShareState<string>;
    readonly to: ShareState<string>;
  }[] = [];

  constructor(lasting: LastingStore) {
    this.lasting = lasting;
  }

  get store(): ShareStore {
    return this.lasting.store;
  }

  get state(): ShareState<string> {
    return this.states.at(-1) ?? emptyShare();
  }

  async play(next: Act): Promise<void> {
    const { shareId } = this.meta;
    switch (next.act) {
      case "append":
        return this.append(next.batches);
      case "read": {
        const from = this.states.at(-1 - Math.min(next.ago, this.states.length - 1)) ?? this.state;
        const reading = await this.store.readSince(shareId, from.revision);
        this.open.push({ reading, from, to: this.state });
        return;
      }
      case "manifest": {
        const keys = [...this.state.contents].map(([key, content]) => [key, contentHash(content)]);
        assert.deepEqual(await manifestOf(this.store, shareId), {
          revision: this.state.revision,
          keys: Object.fromEntries(keys),
        });
        return;
      }
      case "reopen":
        await this.readOn();
        this.lasting = await this.lasting.reopen();
        return;
      case "crash":
        await this.readOn();
        this.lasting = await this.lasting.crash();
    }
  }

  /** Batches that come at once; each as it fits what the ones before it left. */
  async append(batches: readonly (readonly Change[])[]): Promise<void> {
    let expected = this.state;
    const sent = batches.map((changes) => {
      const entries: StoredEntry[] = [];
      for (const { key, text, isAppend } of changes) {
        const made = receiveBatches(expected, [stepOf(expected, entries)], appendToText);
        const before = made.contents.get(drop(key).key);
        const length = before === undefined ? 0 : (JSON.parse(before) as { text: string }).text.length;
        if (text === undefined) entries.push(drop(key));
        else entries.push(isAppend && before !== undefined ? append(key, length, text) : put(key, text));
      }
      expected = receiveBatches(expected, [stepOf(expected, entries)], appendToText);
      return entries;
    });
    // What comes at once may be judged before its forerunner: whoever hears of a mismatch sends it again.
    for (const entries of sent) {
      const step = await this.store.append(this.meta.shareId, entries);
      this.states.push(receiveBatches(this.state, [inText(stepMade(step))], appendToText));
    }
    assert.deepEqual(this.state.contents, expected.contents);
    await assert.rejects(this.store.append(this.meta.shareId, [append(9, 1, "x")]), AppendMismatchError);
  }

  /** Reads what was begun to be read: it is as it was then. */
  async readOn(): Promise<void> {
    for (const { reading, from, to } of this.open.splice(0)) {
      const step = inText(await readAll(reading));
      const read = receiveBatches(from, [step], appendToText);
      assert.deepEqual([read.revision, sorted(read.contents)], [to.revision, sorted(to.contents)]);
    }
  }
}

const stepOf = (state: ShareState<string>, entries: readonly StoredEntry[]) =>
  inText({ base: state.revision, revision: state.revision + 1, entries });
const sorted = (contents: ReadonlyMap<string, string>) => [...contents].sort(([a], [b]) => (a < b ? -1 : 1));

/** What every store tells of a share, whatever becomes of it. `open` gives an empty store. */
export function describeShareHistory(name: string, open: () => Promise<LastingStore>, numRuns: number): void {
  describe(`a share of ${name} through its history`, () => {
    it("tells at every moment what its steps lead to, also while it is read slowly, reopened and cut off", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(act, { maxLength: 25, size: "max" }), async (acts) => {
          const played = new Played(await open());
          try {
            await played.store.create(played.meta);
            for (const next of acts) await played.play(next);
            await played.readOn();
            const { shareId, title } = played.meta;
            const whole = inText(await stepSince(played.store, shareId, 0));
            const read = receiveBatches(emptyShare<string>(), [whole], appendToText);
            assert.deepEqual(
              [read.revision, sorted(read.contents)],
              [played.state.revision, sorted(played.state.contents)],
            );
            const record = await played.store.get(shareId);
            assert.equal(record?.state === "live" && record.meta.title, title);
            for await (const { name, problem } of played.store.verify())
              assert.equal(problem, undefined, name);
          } finally {
            for (const { reading } of played.open) reading.close();
            await played.store.close();
          }
        }),
        { numRuns },
      );
    });
  });
}
