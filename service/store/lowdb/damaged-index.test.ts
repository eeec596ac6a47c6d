import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { collect } from "../../testing/collect.ts";
import { put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import { DamagedFiles } from "./damaged-files.ts";
import { formatLine, seedOf } from "./journal-line.ts";
import { LowdbStore } from "./lowdb-store.ts";

const COPIES = ["index.jsonl", "index.copy.jsonl"];

describe("a damaged index", () => {
  const newFolder = temporaryFolders();
  const [locked, ended, later] = [sampleMeta(), sampleMeta(), sampleMeta()];

  /** A folder with a share that got a password, one that was unshared, and one that was made after that. */
  async function filled(): Promise<string> {
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    for (const { shareId } of [locked, ended]) {
      await store.create({ ...sampleMeta(), ...(shareId === locked.shareId ? locked : ended) });
      await store.append(shareId, [put(1, "a")]);
    }
    await store.update(locked.shareId, { passwordHash: "hash" });
    await store.remove(ended.shareId, "revoked", 1);
    await store.create(later);
    await store.close();
    return dataDir;
  }
  const change = (dataDir: string, names: readonly string[], work: (lines: string[]) => string[]) => {
    for (const name of names) {
      const lines = readFileSync(join(dataDir, name), "utf8").trimEnd().split("\n");
      writeFileSync(join(dataDir, name), `${work(lines).join("\n")}\n`);
    }
  };
  const spoil = (line: string) => line.replace('"shareId"', '"shareIt"');
  const lineWith = (lines: string[], text: string) => lines.findIndex((line) => line.includes(text));
  const passwordOf = async (store: LowdbStore) => {
    const record = await store.get(locked.shareId);
    return record?.state === "live" ? record.meta.passwordHash : undefined;
  };
  const isClosed = async (store: LowdbStore, shareId: string) => {
    const record = await store.get(shareId);
    return record?.state === "live" && record.isClosed === true;
  };
  const problems = async (store: LowdbStore) =>
    (await collect(store.verify())).flatMap(({ problem }) => problem ?? []);

  for (const text of ['"begins"', '"passwordHash":"hash"', '"gone"'])
    for (const name of COPIES)
      it(`of which ${name} has a bad record (${text}) loses nothing, is kept aside and told of until it is decided`, async () => {
        const dataDir = await filled();
        change(dataDir, [name], (lines) => lines.with(lineWith(lines, text), spoil(`${lines[0]} x`)));
        const found = readFileSync(join(dataDir, name), "utf8");
        for (let start = 0; start < 2; start++) {
          const store = await LowdbStore.open({ dataDir });
          assert.equal(await passwordOf(store), "hash");
          assert.equal((await store.get(ended.shareId))?.state, "gone");
          for (const { shareId } of [locked, later]) assert.equal(await isClosed(store, shareId), false);
          assert.match(
            (await problems(store)).join(),
            /kept aside as damaged\/index\.jsonl\.\d{8}T\d{6}Z\.checksum/,
          );
          await store.close();
        }
        const kept = readdirSync(join(dataDir, "damaged")).map((file) =>
          readFileSync(join(dataDir, "damaged", file), "utf8"),
        );
        assert.ok(kept.includes(found), "the damaged file is there as it was found");
        const damaged = new DamagedFiles({ dataDir });
        const [{ name: damage } = { name: "" }] = await damaged.list();
        await damaged.discard(damage);
        const store = await LowdbStore.open({ dataDir, damaged });
        assert.deepEqual(await problems(store), []);
        await store.close();
      });

  it("of which both copies lost a record closes what that may have changed, and nothing else, until it is decided", async () => {
    const dataDir = await filled();
    change(dataDir, COPIES, (lines) => lines.toSpliced(lineWith(lines, '"gone"'), 1));
    for (let start = 0; start < 2; start++) {
      const store = await LowdbStore.open({ dataDir });
      assert.equal(await isClosed(store, locked.shareId), true);
      assert.equal(await isClosed(store, ended.shareId), true, "its end is lost, and it does not live again");
      await assert.rejects(store.revision(ended.shareId), StoreUnavailableError);
      assert.equal(await isClosed(store, later.shareId), false);
      await store.close();
    }
    const [{ name } = { name: "" }] = await new DamagedFiles({ dataDir }).list();
    const store = await LowdbStore.open({ dataDir });
    await store.reopen(name);
    assert.equal(await isClosed(store, locked.shareId), false);
    await store.close();
    const again = await LowdbStore.open({ dataDir });
    assert.equal(await isClosed(again, locked.shareId), false);
    await again.close();
  });

  it("and a damaged file of the same share keep it closed until both are decided, in whatever order", async () => {
    for (const isIndexFirst of [true, false]) {
      const dataDir = await filled();
      change(dataDir, COPIES, (lines) => lines.toSpliced(lineWith(lines, '"gone"'), 1));
      const share = join("shares", `${locked.shareId}.jsonl`);
      change(dataDir, [share], (lines) => lines.toSpliced(lineWith(lines, '"revision":1'), 1));
      const damaged = new DamagedFiles({ dataDir });
      const store = await LowdbStore.open({ dataDir, damaged });
      await store.revision(locked.shareId).catch(() => undefined);
      const names = (await damaged.list()).map(({ name }) => name);
      assert.equal(names.length, 2);
      const [first = "", last = ""] = isIndexFirst ? names : names.toReversed();
      await store.reopen(first);
      assert.equal(await isClosed(store, locked.shareId), true, `${first} alone`);
      await store.close();
      const again = await LowdbStore.open({ dataDir, damaged });
      assert.equal(await isClosed(again, locked.shareId), true, "also after a restart");
      await again.reopen(last);
      assert.equal(await isClosed(again, locked.shareId), false);
      await again.close();
    }
  });

  it("that is damaged again before that is decided keeps closed what both have hit until both are decided", async () => {
    const dataDir = await filled();
    change(dataDir, COPIES, (lines) => lines.toSpliced(lineWith(lines, '"gone"'), 1));
    const damaged = new DamagedFiles({ dataDir });
    const store = await LowdbStore.open({ dataDir, damaged });
    await store.update(locked.shareId, { audience: "me" });
    await store.create(sampleMeta());
    await store.close();
    change(dataDir, COPIES, (lines) => lines.toSpliced(lineWith(lines, '"audience":"me"'), 1));
    const again = await LowdbStore.open({ dataDir, damaged });
    const [first, second] = await damaged.list();
    await again.reopen(first?.name ?? "");
    assert.equal(await isClosed(again, locked.shareId), true, "that it was narrowed is lost");
    await again.reopen(second?.name ?? "");
    assert.equal(await isClosed(again, locked.shareId), false);
    await again.close();
  });

  it("of which both copies were cut is noticed by its seal", async () => {
    for (const left of [1, 3, 4]) {
      const dataDir = await filled();
      change(dataDir, COPIES, (lines) => lines.slice(0, left));
      const store = await LowdbStore.open({ dataDir });
      for (const { shareId } of [locked, ended, later])
        assert.ok(!(await store.get(shareId)) || (await isClosed(store, shareId)), `${left}`);
      assert.notDeepEqual(await problems(store), []);
      await store.close();
    }
  });

  it("that is missing with all that stands for it leaves the contents where they are, and says whose they are not", async () => {
    const dataDir = await filled();
    for (const name of [...COPIES, "index.seal"]) rmSync(join(dataDir, name));
    for (let start = 0; start < 2; start++) {
      const store = await LowdbStore.open({ dataDir });
      assert.equal(await store.get(locked.shareId), undefined);
      assert.match((await problems(store)).join(), /does not know whose file this is/);
      await store.close();
    }
    assert.ok(readdirSync(join(dataDir, "shares")).includes(`${locked.shareId}.jsonl`));
  });

  it("with a whole record that makes no sense closes the share that it names alone", async () => {
    const dataDir = await filled();
    change(dataDir, COPIES, (lines) => {
      const at = lineWith(lines, '"passwordHash":"hash"');
      const seq = Number(lines[at]?.split(" ")[1]);
      const json = JSON.stringify({ created: { shareId: locked.shareId, audience: "link" } });
      return lines.with(at, formatLine(seedOf("index"), seq, Buffer.from(json)).toString().trimEnd());
    });
    const store = await LowdbStore.open({ dataDir });
    assert.equal(await isClosed(store, locked.shareId), true);
    assert.equal(await isClosed(store, later.shareId), false);
    await store.close();
  });

  it("takes no record of another file, and none of an earlier form in its midst", async () => {
    const dataDir = await filled();
    const json = JSON.stringify({ created: { ...locked, passwordHash: null } });
    const foreign = formatLine(seedOf("tokens"), 20, Buffer.from(json)).toString().trimEnd();
    const old = `${crc32(json).toString(16).padStart(8, "0")} ${json}`;
    change(dataDir, ["index.jsonl"], (lines) => [...lines, foreign, old]);
    const store = await LowdbStore.open({ dataDir });
    assert.equal(await passwordOf(store), "hash");
    assert.notDeepEqual(await problems(store), []);
    await store.close();
  });

  it("is no damage where a crash cut a write short, whichever of its files had got it", async () => {
    const dataDir = await filled();
    const whole = readFileSync(join(dataDir, "index.jsonl"));
    const last = whole.lastIndexOf(10, whole.length - 2) + 1;
    const seal = formatLine(
      seedOf("index"),
      Number(whole.toString("latin1", last).split(" ")[1]) - 1,
      Buffer.of(),
    );
    for (let end = last; end <= whole.length; end += 7)
      for (const ends of [
        [end, last],
        [whole.length, end],
      ] as const) {
        writeFileSync(join(dataDir, "index.jsonl"), whole.subarray(0, ends[0]));
        writeFileSync(join(dataDir, "index.copy.jsonl"), whole.subarray(0, ends[1]));
        writeFileSync(join(dataDir, "index.seal"), seal);
        const store = await LowdbStore.open({ dataDir });
        assert.deepEqual(await problems(store), [], `${ends}`);
        assert.equal(await passwordOf(store), "hash");
        await store.close();
      }
  });
});
