import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { append, drop, put } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { StoredEntry } from "../store.ts";
import { Journal } from "./journal.ts";
import { ShareLedger } from "./share-ledger.ts";

const batches: StoredEntry[][] = [
  [put(1, "ä🎉"), put(2, "b")],
  [append(1, 3, "\n")],
  [drop(2)],
  [append(1, 4, '"}],'), put(3, "c")],
];

describe("a share's journal", () => {
  const newFolder = temporaryFolders();

  const openShare = (path: string) => Journal.open(path, () => new ShareLedger(), fs.open);
  const wholeOf = (share: Journal<ShareLedger>) =>
    share.read(({ title, contents }) => ({ title, ...contents.since(0) }));

  /** A journal's bytes, and where each acknowledged state ends in them. */
  async function recorded() {
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path);
    const states = [{ size: 0, whole: await wholeOf(share) }];
    const keep = async () => states.push({ size: (await fs.stat(path)).size, whole: await wholeOf(share) });
    await share.update((ledger) => ledger.setTitle("A title"));
    await keep();
    for (const entries of batches) {
      await share.update((ledger) => ledger.append(entries));
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
      assert.equal((await share.update((ledger) => ledger.append([put(9, "on")]))).revision, revision);
      const whole = await wholeOf(share);
      await share.close();
      const again = await openShare(path);
      assert.deepEqual(await wholeOf(again), whole);
      await again.close();
    }
  });

  it("with any byte turned, it has everything before that record", async () => {
    const { path, bytes, states } = await recorded();
    for (let at = 0; at < bytes.length; at += 3) {
      const expected = states.findLast(({ size }) => size <= at);
      const turned = Buffer.from(bytes);
      turned[at] = (turned[at] ?? 0) ^ 0x15;
      await fs.writeFile(path, turned);
      const share = await openShare(path);
      assert.deepEqual(await wholeOf(share), expected?.whole, `turned at ${at}`);
      assert.equal((await fs.stat(path)).size, expected?.size, "nothing may come back from behind the tear");
      await share.close();
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
    const share = await Journal.open(path, () => new ShareLedger(), counting);
    const answered: number[] = [];
    const appends = Array.from({ length: 100 }, (_, n) =>
      share.update((ledger) => ledger.append([put(n, "x")])).then(({ revision }) => answered.push(revision)),
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
    let fail = () => {};
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
    const share = await Journal.open(path, () => new ShareLedger(), failingOnce);
    const first = share.update((ledger) => ledger.append([put(1, "a")]));
    while ((await fs.stat(path)).size === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = share.update((ledger) => ledger.append([append(1, 1, "b")]));
    fail();
    await assert.rejects(first, StoreUnavailableError);
    await assert.rejects(second, StoreUnavailableError);
    await assert.rejects(
      share.update((ledger) => ledger.append([put(2, "c")])),
      StoreUnavailableError,
    );
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
    const share = await Journal.open(join(newFolder(), "share.jsonl"), () => new ShareLedger(), slow);
    const events: string[] = [];
    const append = share
      .update((ledger) => ledger.append([put(1, "a")]))
      .then(() => events.push("acknowledged"));
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
    const share = await Journal.open(path, () => new ShareLedger(), noRoom);
    for (let n = 0; n < 30; n++)
      await share.update((ledger) => ledger.append([put(1, `${"x".repeat(100_000)}${n}`)]));
    assert.ok((await fs.stat(path)).size > 3_000_000);
    const whole = await wholeOf(share);
    await share.close();
    const again = await openShare(path);
    assert.deepEqual(await wholeOf(again), whole);
    for (let n = 0; n < 2; n++) await again.update((ledger) => ledger.append([put(2, "now there is")]));
    assert.ok((await fs.stat(path)).size < 300_000);
    await again.close();
  });

  it("is rewritten when it has grown far beyond what is live, and tells the same", async () => {
    const path = join(newFolder(), "share.jsonl");
    const share = await openShare(path);
    await share.update((ledger) => ledger.setTitle("A title"));
    const text = "long ".repeat(20_000);
    let largest = 0;
    for (let n = 0; n < 60; n++) {
      await Promise.all([
        share.update((ledger) => ledger.append([put(n % 3, `${text}${n}`)])),
        share.update((ledger) => ledger.append([drop(4 + n)])),
      ]);
      largest = Math.max(largest, (await fs.stat(path)).size);
    }
    assert.ok(largest < 2_500_000, `${largest} bytes`);
    const views = (journal: Journal<ShareLedger>) =>
      journal.read(({ title, contents }) => [
        title,
        contents.since(0),
        contents.since(100),
        contents.manifest(),
      ]);
    const before = await views(share);
    await share.close();
    const again = await openShare(path);
    assert.deepEqual(await views(again), before);
    assert.equal((await again.update((ledger) => ledger.append([put(1, "on")]))).revision, 121);
    await again.close();
    assert.deepEqual(await fs.readdir(join(path, "..")), ["share.jsonl"]);
  });
});
