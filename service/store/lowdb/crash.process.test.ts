import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { entriesOf } from "../../testing/read.ts";
import { put, sampleMeta } from "../../testing/sample.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { FolderInUseError } from "./folder-lock.ts";
import { LowdbStore } from "./lowdb-store.ts";

describe("LowdbStore and other processes", () => {
  const newFolder = temporaryFolders();
  const meta = sampleMeta();
  const id = meta.shareId;

  function appendForever(dataDir: string): ChildProcess {
    const script = join(import.meta.dirname, "..", "..", "testing", "append-forever.ts");
    return spawn(process.execPath, [script, dataDir, id], { stdio: ["ignore", "pipe", "inherit"] });
  }

  it("has everything acknowledged after kill -9 in the middle of appends", async () => {
    const dataDir = newFolder();
    const child = appendForever(dataDir);
    let acknowledged = "";
    child.stdout?.on("data", (data) => {
      acknowledged += data;
      if (acknowledged.length > 4000) child.kill("SIGKILL");
    });
    await once(child, "close");
    const lines = acknowledged.split("\n").slice(0, -1);
    assert.ok(lines.length > 100);

    const store = await LowdbStore.open({ dataDir });
    const contents = new Map((await entriesOf(store, id)).map((entry) => [entry.key, entry]));
    for (const line of lines) {
      const n = Number(line.split(" ")[1]);
      assert.deepEqual(contents.get(put(n, "").key), put(n, `text ${n}`));
    }
    const revision = await store.revision(id);
    assert.equal((await store.append(id, [put(1, "on")])).revision, revision + 1);
    await store.close();
  });

  it("refuses a folder that another process has, and names it", async () => {
    const dataDir = newFolder();
    const child = appendForever(dataDir);
    await once(child.stdout ?? child, "data");
    await assert.rejects(LowdbStore.open({ dataDir }), (error) => {
      assert.ok(error instanceof FolderInUseError);
      assert.ok(error.message.includes(dataDir));
      return true;
    });
    child.kill("SIGKILL");
    await once(child, "close");
    await (await LowdbStore.open({ dataDir })).close();
  });

  it("refuses a folder that this process has, by any of its names, however long", async () => {
    const long = join(newFolder(), "d".repeat(120));
    const store = await LowdbStore.open({ dataDir: long });
    const link = join(newFolder(), "link");
    await fs.symlink(long, link);
    await assert.rejects(LowdbStore.open({ dataDir: link }), FolderInUseError);
    await store.close();
    await (await LowdbStore.open({ dataDir: link })).close();
  });

  it("lets one of several takers have a folder that was left behind", async () => {
    const dataDir = newFolder();
    const child = appendForever(dataDir);
    await once(child.stdout ?? child, "data");
    child.kill("SIGKILL");
    await once(child, "close");
    const results = await Promise.allSettled(Array.from({ length: 16 }, () => LowdbStore.open({ dataDir })));
    const stores = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    assert.equal(stores.length, 1);
    for (const store of stores) await store.close();
  });

  it("removes at its start the file of a share that was already marked as gone", async () => {
    const dataDir = newFolder();
    const path = join(dataDir, "shares", `${id}.jsonl`);
    const store = await LowdbStore.open({ dataDir });
    await store.create(meta);
    await store.append(id, [put(1, "secret")]);
    const file = await fs.readFile(path);
    await store.remove(id, "revoked", 1);
    await store.close();
    await fs.writeFile(path, file);
    await fs.writeFile(`${path}.new`, file);

    const again = await LowdbStore.open({ dataDir });
    assert.deepEqual(await fs.readdir(join(dataDir, "shares")), []);
    assert.deepEqual(await again.get(id), { state: "gone", reason: "revoked", at: 1 });
    await again.close();
  });

  it("leaves no word of a removed share on the disk", async () => {
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    await store.create({ ...meta, title: "Top secret title" });
    await store.append(id, [put(1, "top secret text")]);
    await store.remove(id, "revoked", 1);
    await store.close();
    assert.deepEqual(await fs.readdir(join(dataDir, "shares")), []);
    assert.doesNotMatch(await fs.readFile(join(dataDir, "index.jsonl"), "utf8"), /secret t/);
  });

  it("finds shares again, with titles and contents", async () => {
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    await store.create(meta);
    await store.append(id, [put(1, "a")]);
    await store.close();
    const again = await LowdbStore.open({ dataDir });
    assert.deepEqual(await again.get(id), { state: "live", meta, version: 1 });
    assert.deepEqual(await entriesOf(again, id), [put(1, "a")]);
    await again.close();
  });

  it("refuses the service's files to other users", async function () {
    if (process.platform === "win32") this.skip();
    const dataDir = newFolder();
    const store = await LowdbStore.open({ dataDir });
    await store.create(meta);
    for (const name of ["index.jsonl", `shares/${id}.jsonl`])
      assert.equal((await fs.stat(join(dataDir, name))).mode & 0o077, 0);
    await store.close();
  });
});
