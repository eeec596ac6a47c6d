import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { append, drop, put } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { placeBatch } from "../contents/placed-batch.ts";
import { StoreUnavailableError } from "../errors.ts";
import { readAll } from "../reading.ts";
import type { StoredEntry } from "../store.ts";
import { appendTo } from "./append-to.ts";
import type { OpenFile } from "./files.ts";
import { Journal } from "./journal.ts";
import type { JournalDamage } from "./journal-damage.ts";
import { ShareLedger } from "./share-ledger.ts";
import { withView } from "./with-view.ts";

const batches: StoredEntry[][] = [
  [put(1, "ä🎉"), put(2, "b")],
  [append(1, 3, "\n")],
  [drop(2)],
  [append(1, 4, '"}],'), put(3, "c")],
];

describe("a share's journal", () => {
  const newFolder = temporaryFolders();

  const openShare = (
    path: string,
    open: OpenFile = fs.open,
    keepAside = async (_: JournalDamage) => "damage",
  ) => Journal.open({ path, name: "share", open, mayBeNew: true, keepAside }, () => new ShareLedger());
  const add = (share: Journal<ShareLedger>, entries: readonly StoredEntry[]) =>
    appendTo(share, placeBatch(entries), undefined);
  const stepOf = async (share: Journal<ShareLedger>, revision: number) =>
    readAll(
      await withView(
        share,
        (contents) => contents.since(revision),
        (readings, view, end) => readings.read(view, end),
      ),
    );
  const wholeOf = async (share: Journal<ShareLedger>) => ({
    title: share.peek(({ title }) => title),
    ...(await stepOf(share, 0)),
  });

  /** A journal's bytes, and where each acknowledged state ends in them. */
  async function recorded() {
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path);
    const states = [{ size: 0, whole: await wholeOf(share) }];
    const keep = async () => states.push({ size: (await fs.stat(path)).size, whole: await wholeOf(share) });
    await share.update((ledger) => ledger.setTitle("A title"));
    await keep();
    for (const entries of batches) {
      await add(share, entries);
      await keep();
    }
    await share.close();
    return { path, bytes: await fs.readFile(path), states };
  }

  it("torn at any byte, it has everything acknowledged before the tear, and goes on after it", async () => {
    const { path, bytes, states } = await recorded();
    for (let tear = 0; tear <= bytes.length; tear++) {
      const expected = states.findLast(({ size }) => size <= tear);
      await fs.writeFile(path, bytes.subarray(0, tear));
      const share = await openShare(path);
      assert.deepEqual(await wholeOf(share), expected?.whole, `torn at ${tear}`);
      const revision = (expected?.whole.revision ?? 0) + 1;
      assert.equal((await add(share, [put(9, "on")])).revision, revision);
      const whole = await wholeOf(share);
      await share.close();
      const again = await openShare(path);
      assert.deepEqual(await wholeOf(again), whole);
      await again.close();
    }
  });

  it("with any byte turned, says so and keeps the file aside, and has what the other records say", async () => {
    const { path, bytes } = await recorded();
    for (let at = 0; at < bytes.length; at += 3) {
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] ?? 0) ^ 0x15;
      await fs.writeFile(path, turned);
      const found: JournalDamage[] = [];
      const share = await openShare(path, fs.open, async (damage) => {
        assert.deepEqual(await fs.readFile(path), turned, "it is kept as it was found");
        found.push(damage);
        return "damage";
      });
      assert.equal(found.length, 1, `turned at ${at}`);
      const lines = turned.subarray(0, at).filter((byte) => byte === 10).length;
      assert.match(found[0]?.what ?? "", new RegExp(`line ${lines + 1}: |line ${lines + 2}: `));
      const whole = await wholeOf(share);
      await share.close();
      const again = await openShare(path, fs.open, () => assert.fail("it was written anew"));
      assert.deepEqual(await wholeOf(again), whole);
      await again.close();
    }
  });

  it("writes what waits together, and answers in order", async () => {
    let writes = 0;
    const counting = async (path: string, flags: string) => {
      const file = await fs.open(path, flags);
      const datasync = file.datasync.bind(file);
      file.datasync = () => {
        writes += 1;
        return datasync();
      };
      return file;
    };
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path, counting);
    const answered: number[] = [];
    const appends = Array.from({ length: 100 }, (_, n) =>
      add(share, [put(n, "x")]).then(({ revision }) => answered.push(revision)),
    );
    await Promise.all(appends);
    assert.ok(writes <= 3, `${writes} writes`);
    assert.deepEqual(
      answered,
      Array.from({ length: 100 }, (_, n) => n + 1),
    );
    await share.close();
  });

  it("refuses also what waited behind a failed write and was made on top of it", async () => {
    let fail: (() => void) | undefined;
    const failingOnce = async (path: string, flags: string) => {
      const file = await fs.open(path, flags);
      const datasync = file.datasync.bind(file);
      file.datasync = async () => {
        file.datasync = datasync;
        await new Promise<void>((resolve) => {
          fail = resolve;
        });
        throw new Error("EIO");
      };
      return file;
    };
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path, failingOnce);
    const first = add(share, [put(1, "a")]);
    while (!fail) await new Promise((resolve) => setImmediate(resolve));
    const second = add(share, [append(1, 1, "b")]);
    fail();
    await assert.rejects(first, StoreUnavailableError);
    await assert.rejects(second, StoreUnavailableError);
    await assert.rejects(add(share, [put(2, "c")]), StoreUnavailableError);
    await share.close();
    const again = await openShare(path);
    assert.equal((await wholeOf(again)).revision, 0);
    await again.close();
  });

  it("answers no sooner than the disk has it", async () => {
    let release = () => {};
    const slow = async (path: string, flags: string) => {
      const file = await fs.open(path, flags);
      const datasync = file.datasync.bind(file);
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      file.datasync = () => held.then(datasync);
      return file;
    };
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path, slow);
    const events: string[] = [];
    const append = add(share, [put(1, "a")]).then(() => events.push("acknowledged"));
    while (share.peek(({ contents }) => contents.revision) === 0)
      await new Promise((resolve) => setImmediate(resolve));
    const read = share.read(({ contents }) => contents.revision).then(() => events.push("read"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    events.push("on disk");
    release();
    await Promise.all([append, read]);
    assert.equal(events[0], "on disk");
    await share.close();
  });

  it("goes on growing when there is no room to rewrite it", async () => {
    const noRoom = (path: string, flags: string, mode?: number) =>
      path.endsWith(".new") ? Promise.reject(new Error("ENOSPC")) : fs.open(path, flags, mode);
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path, noRoom);
    for (let n = 0; n < 30; n++) await add(share, [put(1, `${"x".repeat(100_000)}${n}`)]);
    assert.ok((await fs.stat(path)).size > 3_000_000);
    const whole = await wholeOf(share);
    await share.close();
    const again = await openShare(path);
    assert.deepEqual(await wholeOf(again), whole);
    for (let n = 0; (await fs.stat(path)).size > 300_000; n++)
      await add(again, [put(2, `now there is ${n}`)]);
    await again.close();
  });

  it("is rewritten when it has grown far beyond what is live, and tells the same", async () => {
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path);
    await share.update((ledger) => ledger.setTitle("A title"));
    const text = "long ".repeat(20_000);
    let largest = 0;
    for (let n = 0; n < 60; n++) {
      await Promise.all([add(share, [put(n % 3, `${text}${n}`)]), add(share, [drop(4 + n)])]);
      largest = Math.max(largest, (await fs.stat(path)).size);
    }
    assert.ok(largest < 4_000_000, `${largest} bytes`);
    const views = async (journal: Journal<ShareLedger>) => [
      await wholeOf(journal),
      await stepOf(journal, 100),
    ];
    const before = await views(share);
    await share.close();
    const again = await openShare(path);
    assert.deepEqual(await views(again), before);
    assert.equal((await add(again, [put(1, "on")])).revision, 121);
    await again.close();
    assert.deepEqual(await fs.readdir(join(path, "..")), ["share.jsonl"]);
  });
});
