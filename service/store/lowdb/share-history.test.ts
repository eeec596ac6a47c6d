import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { basename, join } from "node:path";
import * as fc from "fast-check";
import { contentHash } from "../../../protocol/content-hash.ts";
import { AppendMismatchError, appendToText } from "../../../protocol/entries.ts";
import { emptyShare, receiveBatches, type ShareState } from "../../../protocol/share-state.ts";
import { inText, manifestOf, stepSince } from "../../testing/read.ts";
import { append, drop, put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { type Reading, readAll } from "../reading.ts";
import type { StoredEntry } from "../store.ts";
import { LowdbStore } from "./lowdb-store.ts";

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

describe("a share through its history", () => {
  const newFolder = temporaryFolders();
  // Rewritten again and again, so that every act meets a journal that is being rewritten.
  const options = (dataDir: string) => ({ dataDir, compaction: { bytes: 300, timesLive: 0.2 } });

  /** A share beside the state that its steps lead to. */
  class Played {
    store: LowdbStore;
    readonly meta = sampleMeta();
    readonly states: ShareState<string>[] = [emptyShare()];
    readonly open: {
      readonly reading: Reading;
      readonly from: ShareState<string>;
      readonly to: ShareState<string>;
    }[] = [];
    dataDir: string;

    constructor(store: LowdbStore, dataDir: string) {
      this.store = store;
      this.dataDir = dataDir;
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
          await this.store.close();
          this.store = await LowdbStore.open(options(this.dataDir));
          return;
        case "crash":
          await this.readOn();
          await this.crash();
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
        this.states.push(receiveBatches(this.state, [inText(step)], appendToText));
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

    /** Goes on with the files as they lie on the disk now. */
    async crash(): Promise<void> {
      const left = newFolder();
      await fs.cp(this.dataDir, left, {
        recursive: true,
        filter: (path) => !basename(path).startsWith("lock"),
      });
      // Nobody waits for a holder that the copy never had.
      await fs.writeFile(join(left, "lock.free"), "");
      await this.store.close();
      this.dataDir = left;
      this.store = await LowdbStore.open(options(left));
    }
  }

  const stepOf = (state: ShareState<string>, entries: readonly StoredEntry[]) =>
    inText({ base: state.revision, revision: state.revision + 1, entries });
  const sorted = (contents: ReadonlyMap<string, string>) =>
    [...contents].sort(([a], [b]) => (a < b ? -1 : 1));

  it("tells at every moment what its steps lead to, also while it is rewritten, read slowly, reopened and cut off", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 25, size: "max" }), async (acts) => {
        const dataDir = newFolder();
        const played = new Played(await LowdbStore.open(options(dataDir)), dataDir);
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
          for await (const { name, problem } of played.store.verify()) assert.equal(problem, undefined, name);
        } finally {
          for (const { reading } of played.open) reading.close();
          await played.store.close();
        }
      }),
      { numRuns: 40 },
    );
  });
});
