import assert from "node:assert/strict";
import fc from "fast-check";
import { ChangeLedger, type PieceGroup, ungrouped, type Version } from "./change-ledger.ts";

/** A piece as a storage has it: its text, and the version that its directory entry shows. */
type Stored = { readonly text: string; readonly version: Version };
type Storage = ReadonlyMap<string, Stored>;

type Grouping = (versions: ReadonlyMap<string, Version>) => ReadonlyMap<string, PieceGroup>;

const asOneGroup: Grouping = (versions) => ungrouped("all", versions);

/** Groups by the first letter; one has a version when all its pieces do. */
const byLetter: Grouping = (versions) => {
  const members = Map.groupBy(versions, ([id]) => id.slice(0, 1));
  return new Map(
    [...members].map(([letter, pieces]) => {
      const isSettled = pieces.every(([, version]) => version !== undefined);
      return [
        letter,
        { version: isSettled ? JSON.stringify(pieces) : undefined, pieces: () => new Map(pieces) },
      ];
    }),
  );
};

/** What a reader at `since` gets, and how many pieces it had to look at. */
function read(ledger: ChangeLedger, storage: Storage, since?: string, grouping = asOneGroup) {
  ledger.observe(grouping(new Map([...storage].map(([id, { version }]) => [id, version]))));
  const suspects = ledger.suspectedSince(since);
  const news = suspects.filter((id) => ledger.isNews(id, storage.get(id)?.text ?? "", since));
  return { cursor: ledger.cursor, news, looked: suspects.length, keys: ledger.keys() };
}

describe("a change ledger", () => {
  const groupings = { "of one group": asOneGroup, "of several groups": byLetter };
  for (const [which, grouping] of Object.entries(groupings))
    it(`brings any reader, at any time, to the state of the storage, ${which}`, () => {
      const change = fc.record({
        id: fc.constantFrom("a1", "a2", "a3", "b1", "c1"),
        text: fc.option(fc.constantFrom("1", "2", "3"), { nil: undefined }),
        isFresh: fc.boolean(),
        reader: fc.constantFrom("first", "second", undefined),
      });
      fc.assert(
        fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
          const ledger = new ChangeLedger();
          const storage = new Map<string, Stored>();
          const readers = { first: reader(grouping), second: reader(grouping) };
          for (const [tick, { id, text, isFresh, reader: name }] of changes.entries()) {
            if (text === undefined) storage.delete(id);
            else storage.set(id, { text, version: isFresh ? undefined : String(tick) });
            if (name) readers[name].catchUp(ledger, storage);
          }
          for (const one of Object.values(readers)) {
            one.catchUp(ledger, storage);
            assert.deepEqual(one.state, new Map([...storage].map(([id, stored]) => [id, stored.text])));
          }
        }),
      );
    });

  it("looks only at pieces whose version is another, be it older", () => {
    const ledger = new ChangeLedger();
    const storage = new Map<string, Stored>([
      ["a", { text: "1", version: "t5" }],
      ["b", { text: "1", version: "t5" }],
    ]);
    const { cursor } = read(ledger, storage);
    storage.set("b", { text: "2", version: "t3" });
    const { news, looked } = read(ledger, storage, cursor);
    assert.deepEqual([news, looked], [["b"], 1]);
  });

  it("looks again at a piece without a version, and tells only of another text", () => {
    const ledger = new ChangeLedger();
    const storage = new Map<string, Stored>([["a", { text: "1", version: undefined }]]);
    const first = read(ledger, storage);
    const second = read(ledger, storage, first.cursor);
    assert.deepEqual([second.news, second.looked], [[], 1]);
    storage.set("a", { text: "2", version: undefined });
    assert.deepEqual(read(ledger, storage, second.cursor).news, ["a"]);
    assert.deepEqual(read(ledger, storage, first.cursor).news, ["a"]);
  });

  it("keeps the keys of an unreadable piece and looks again", () => {
    const ledger = new ChangeLedger();
    const groups = byLetter(new Map([["a", "t1"]]));
    ledger.observe(groups);
    ledger.noteUnreadable("a");
    assert.deepEqual([...ledger.keys()], ["a"]);
    const { cursor } = ledger;
    ledger.observe(groups);
    assert.deepEqual(ledger.suspectedSince(cursor), ["a"]);
  });

  it("looks into no group whose version is the same", () => {
    const ledger = new ChangeLedger();
    const storage = new Map<string, Stored>([
      ["a1", { text: "1", version: "t1" }],
      ["b1", { text: "1", version: "t1" }],
    ]);
    const { cursor } = read(ledger, storage, undefined, byLetter);
    storage.set("b2", { text: "2", version: "t2" });
    const looked: string[] = [];
    read(ledger, storage, cursor, (versions) => {
      const look = (name: string, group: PieceGroup) => () => {
        looked.push(name);
        return group.pieces();
      };
      return new Map(
        [...byLetter(versions)].map(([name, group]) => [name, { ...group, pieces: look(name, group) }]),
      );
    });
    assert.deepEqual(looked, ["b"]);
  });
});

function reader(grouping: Grouping) {
  let cursor: string | undefined;
  const state = new Map<string, string>();
  return { state, catchUp };

  function catchUp(ledger: ChangeLedger, storage: Storage) {
    const reading = read(ledger, storage, cursor, grouping);
    cursor = reading.cursor;
    for (const id of reading.news) state.set(id, storage.get(id)?.text ?? "");
    for (const id of state.keys()) if (!reading.keys.has(id)) state.delete(id);
  }
}
