import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { formatLine, seedOf } from "./journal-line.ts";
import { JournalMissingError, loadJournal } from "./load-journal.ts";
import { BEGINS } from "./scan-journal.ts";

const SEED = seedOf("index");
/** Lines with these numbers; the first begins the journal. */
const lines = (first: number, ...rest: readonly number[]) =>
  Buffer.concat([
    formatLine(SEED, first, BEGINS),
    ...rest.map((seq) => formatLine(SEED, seq, Buffer.from(`{"n":${seq}}`))),
  ]);
const sealOf = (seq: number) => formatLine(SEED, seq, Buffer.alloc(0));

describe("a journal that is opened", () => {
  const newFolder = temporaryFolders();
  let path: string;
  let copyPath: string;
  let sealPath: string;
  beforeEach(() => {
    const folder = newFolder();
    path = join(folder, "index.jsonl");
    copyPath = join(folder, "index.copy.jsonl");
    sealPath = join(folder, "index.seal");
  });

  async function load(more: object = {}) {
    let replayed: string[] = [];
    const begin = () => {
      replayed = [];
      return (json: Buffer) => void replayed.push(String(json));
    };
    const loaded = await loadJournal({ path, seed: SEED, open: fs.open, mayBeNew: false, ...more }, begin);
    for (const file of loaded.files) await file.close();
    return { last: loaded.last, isOld: loaded.isOld, damage: loaded.damage, replayed };
  }
  const withCopy = () => ({ copyPath, sealPath });
  const records = (...numbers: readonly number[]) => numbers.map((n) => `{"n":${n}}`);

  it("is made where there is none, and only where that may be", async () => {
    await assert.rejects(load(), JournalMissingError);
    await assert.rejects(load(withCopy()), JournalMissingError);
    assert.deepEqual(await load({ mayBeNew: true, ...withCopy() }), {
      last: 1,
      isOld: false,
      damage: undefined,
      replayed: [],
    });
    assert.ok((await fs.readFile(path)).equals(lines(1)));
    assert.ok((await fs.readFile(copyPath)).equals(lines(1)));
  });

  it("by itself has what lies in it, up to an unfinished end", async () => {
    await fs.writeFile(path, Buffer.concat([lines(1, 2, 3), Buffer.from("0badc0de 4 {")]));
    assert.deepEqual(await load({ expects: 3 }), {
      last: 3,
      isOld: false,
      damage: undefined,
      replayed: records(2, 3),
    });
  });

  it("by itself is damaged where fewer records are there than somebody knows of", async () => {
    await fs.writeFile(path, lines(1, 2, 3));
    const { last, damage } = await load({ expects: 5 });
    assert.equal(last, 5);
    assert.deepEqual(damage, { reason: "cut", what: "records at its end are missing", lostUpTo: 5 });
  });

  it("by itself is damaged where a line is, and has the others", async () => {
    const damaged = lines(1, 2, 3);
    const at = lines(1).length + 2;
    damaged[at] = (damaged[at] as number) ^ 1;
    await fs.writeFile(path, damaged);
    const { damage, replayed } = await load();
    assert.equal(damage?.reason, "checksum");
    assert.equal(damage?.lostUpTo, 2);
    assert.deepEqual(replayed, records(3));
  });

  it("whose copy is behind after a crash has all, and its copy has it again", async () => {
    await fs.writeFile(path, lines(1, 2, 3, 4));
    await fs.writeFile(copyPath, lines(1, 2));
    await fs.writeFile(sealPath, sealOf(2));
    assert.deepEqual(await load(withCopy()), {
      last: 4,
      isOld: false,
      damage: undefined,
      replayed: records(2, 3, 4),
    });
    assert.ok((await fs.readFile(copyPath)).equals(lines(1, 2, 3, 4)));
  });

  it("whose copy was written anew before a crash is that copy from then on", async () => {
    await fs.writeFile(path, lines(1, 2, 3));
    await fs.writeFile(copyPath, lines(4, 5, 6));
    await fs.writeFile(sealPath, sealOf(3));
    const { last, damage, replayed } = await load(withCopy());
    assert.deepEqual({ last, damage, replayed }, { last: 6, damage: undefined, replayed: records(5, 6) });
    assert.ok((await fs.readFile(path)).equals(lines(4, 5, 6)));
  });

  it("is damaged where its copy has more than it, or the seal knows of more than both", async () => {
    await fs.writeFile(path, lines(1, 2));
    await fs.writeFile(copyPath, lines(1, 2, 3));
    await fs.writeFile(sealPath, sealOf(3));
    const more = await load(withCopy());
    assert.deepEqual(more.replayed, records(2, 3));
    assert.equal(more.damage?.reason, "cut");
    assert.equal(more.damage?.what, "records at its end are missing");
    assert.equal(more.damage?.lostUpTo, 0);
    await fs.writeFile(copyPath, lines(1, 2));
    const { damage, last } = await load(withCopy());
    assert.equal(last, 3);
    assert.equal(damage?.what, "records at its end are missing");
    assert.equal(damage?.lostUpTo, 3);
  });

  it("has what either of the two still has, and says what is wrong with each", async () => {
    const damaged = lines(1, 2, 3);
    const at = lines(1).length + 2;
    damaged[at] = (damaged[at] as number) ^ 1;
    await fs.writeFile(path, damaged);
    await fs.writeFile(copyPath, lines(1, 2, 3));
    await fs.writeFile(sealPath, sealOf(3));
    const one = await load(withCopy());
    assert.deepEqual(one.replayed, records(2, 3));
    assert.deepEqual([one.damage?.reason, one.damage?.lostUpTo], ["checksum", 0]);
    await fs.rm(path);
    await fs.writeFile(copyPath, lines(4, 5, 6));
    await fs.writeFile(sealPath, sealOf(6));
    const missing = await load({ ...withCopy(), mayBeNew: true });
    assert.deepEqual(missing.replayed, records(5, 6));
    assert.equal(missing.damage?.reason, "missing");
    await fs.rm(path);
    await fs.rm(sealPath);
    const unsealed = await load({ ...withCopy(), mayBeNew: true });
    assert.match(unsealed.damage?.what ?? "", /its seal is missing or damaged/);
  });
});
