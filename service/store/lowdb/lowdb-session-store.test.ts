import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeSessionStore, HOUR_MS, sampleUser } from "../../identity/session-store-contract.ts";
import { collect } from "../../testing/collect.ts";
import { FullDisk } from "../../testing/full-disk.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { LowdbSessionStore } from "./lowdb-session-store.ts";
import { Reserve } from "./reserve.ts";

describe("LowdbSessionStore", () => {
  const newFolder = temporaryFolders();
  describeSessionStore("LowdbSessionStore", async () => new LowdbSessionStore({ dataDir: newFolder() }));

  /** A folder where somebody is kept and a session was ended. */
  async function used(): Promise<string> {
    const dataDir = newFolder();
    const store = new LowdbSessionStore({ dataDir });
    await store.end("one", Date.now() + HOUR_MS);
    await store.keepUser("a", sampleUser("ann"), Date.now() + HOUR_MS);
    await store.close();
    return dataDir;
  }

  it("knows after a restart who was kept and what was ended", async () => {
    const store = new LowdbSessionStore({ dataDir: await used() });
    assert.deepEqual(await store.findUser("a"), sampleUser("ann"));
    assert.equal(await store.isEnded("one", Date.now()), true);
    assert.equal(await store.isEnded("two", Date.now()), false);
    await store.close();
  });

  it("forgets what is over", async () => {
    const clock = { now: 1_000 };
    const store = new LowdbSessionStore({ dataDir: newFolder(), now: () => clock.now });
    await store.keepUser("a", sampleUser("ann"), 2_000);
    await store.keepUser("a", sampleUser("ann"), 1_500);
    clock.now = 1_999;
    assert.ok(await store.findUser("a"));
    clock.now = 2_000;
    assert.equal(await store.findUser("a"), undefined);
    await store.end("one", 3_000);
    await store.close();
  });

  it("stays small however often people sign in", async () => {
    const dataDir = newFolder();
    const clock = { now: 0 };
    const store = new LowdbSessionStore({ dataDir, now: () => clock.now });
    const groups = Array.from({ length: 500 }, (_, n) => `group ${n}`);
    for (clock.now = 1; clock.now < 600; clock.now++)
      await store.keepUser(`${clock.now % 50}`, sampleUser("ann", groups), clock.now + 10);
    assert.ok(statSync(join(dataDir, "sessions.jsonl")).size < 2 * 1024 * 1024);
    await store.close();
  });

  const damages: Readonly<Record<string, (path: string) => void>> = {
    changed: (path) => writeFileSync(path, readFileSync(path, "utf8").replace("one", "two")),
    gone: (path) => rmSync(path),
    cut: (path) => writeFileSync(path, readFileSync(path).subarray(0, 10)),
    "cut at a line": (path) => writeFileSync(path, firstLineOf(path)),
    replaced: (path) => writeFileSync(path, "of another program\n"),
  };
  const damagedBy = (names: Readonly<Record<string, string>>, dataDir: string): void => {
    for (const [file, name] of Object.entries(names)) damages[name]?.(join(dataDir, file));
  };

  it("ends all sessions that there were when a record may be lost, and says so", async () => {
    const both = ["changed", "gone", "cut", "cut at a line"].map((name) => ({
      "sessions.jsonl": name,
      "sessions.copy.jsonl": name,
    }));
    const withItsSeal = ["gone", "cut", "cut at a line"].flatMap((name) =>
      ["sessions.jsonl", "sessions.copy.jsonl"].flatMap((file) => [
        { [file]: name, "sessions.seal": "replaced" },
        { [file]: name, "sessions.seal": "gone" },
      ]),
    );
    for (const names of [...both, ...withItsSeal]) {
      const name = JSON.stringify(names);
      const dataDir = await used();
      damagedBy(names, dataDir);
      for (let start = 0; start < 2; start++) {
        const store = new LowdbSessionStore({ dataDir });
        for (const id of ["one", "two"])
          assert.equal(await store.isEnded(id, Date.now() - 1_000), true, `${name}: ${id}`);
        assert.equal(await store.isEnded("three", Date.now() + 1_000), false, name);
        const [found] = await collect(store.verify());
        assert.notEqual(found?.problem, undefined, name);
        await store.close();
      }
      assert.ok(existsSync(join(dataDir, "damaged")), name);
    }
  });

  it("keeps all sessions when one of its files is damaged", async () => {
    for (const file of ["sessions.jsonl", "sessions.copy.jsonl", "sessions.seal"])
      for (const name of Object.keys(damages)) {
        if (file === "sessions.seal" && name !== "gone" && name !== "replaced") continue;
        const dataDir = await used();
        damagedBy({ [file]: name }, dataDir);
        const store = new LowdbSessionStore({ dataDir });
        assert.equal(await store.isEnded("one", Date.now() - 1_000), true, `${name}: ${file}`);
        assert.equal(await store.isEnded("two", Date.now() - 1_000), false, `${name}: ${file}`);
        assert.deepEqual(await store.findUser("a"), sampleUser("ann"), `${name}: ${file}`);
        await store.close();
      }
  });

  it("is asked and ends sessions for the first time on a full disk", async () => {
    const disk = new FullDisk();
    const dataDir = newFolder();
    const reserve = new Reserve(join(dataDir, "reserve"), disk.open);
    await reserve.fill();
    disk.room = 5;
    const store = new LowdbSessionStore({ dataDir, open: disk.open, reserve });
    assert.equal(await store.isEnded("one", Date.now()), false);
    await store.end("one", Date.now() + HOUR_MS);
    await store.close();
    const again = new LowdbSessionStore({ dataDir, open: disk.open, reserve });
    assert.equal(await again.isEnded("one", Date.now()), true);
    await again.close();
  });

  it("ends sessions on a full disk, too", async () => {
    const disk = new FullDisk();
    const dataDir = newFolder();
    const store = new LowdbSessionStore({ dataDir, open: disk.open });
    await store.keepUser("a", sampleUser("ann"), Date.now() + HOUR_MS);
    disk.room = 0;
    await assert.rejects(store.keepUser("b", sampleUser("bo"), Date.now() + HOUR_MS));
    await store.end("one", Date.now() + HOUR_MS);
    assert.equal(await store.isEnded("one", Date.now()), true);
    await store.close();
  });
});

const firstLineOf = (path: string): string => `${readFileSync(path, "utf8").split("\n")[0]}\n`;
