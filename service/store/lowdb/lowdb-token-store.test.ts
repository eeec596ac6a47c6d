import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeTokenStore, sampleToken } from "../../identity/token-store-contract.ts";
import { collect } from "../../testing/collect.ts";
import { FullDisk } from "../../testing/full-disk.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import { LowdbTokenStore } from "./lowdb-token-store.ts";

describe("LowdbTokenStore", () => {
  const newFolder = temporaryFolders();
  describeTokenStore("LowdbTokenStore", async () => new LowdbTokenStore(newFolder()));

  it("knows after a restart what was added and what was revoked", async () => {
    const folder = newFolder();
    const store = new LowdbTokenStore(folder);
    for (const hash of ["a", "b"]) await store.add(sampleToken(hash));
    await store.revoke("a");
    await store.close();
    const again = new LowdbTokenStore(folder);
    assert.deepEqual(await again.list(), [sampleToken("b")]);
    assert.equal(await again.add(sampleToken("a")), false);
    await again.close();
  });

  it("says that records were lost, when one in the middle was damaged before it was opened", async () => {
    const folder = newFolder();
    const store = new LowdbTokenStore(folder);
    for (const hash of ["a", "b", "c"]) await store.add(sampleToken(hash));
    await store.close();
    const path = join(folder, "tokens.jsonl");
    writeFileSync(path, readFileSync(path, "utf8").replace('"hash":"b"', '"hash":"x"'));
    const again = new LowdbTokenStore(folder);
    const [found] = await collect(again.verify());
    assert.match(found?.problem ?? "", /^a record was damaged; 2 /);
    await again.close();
  });

  it("takes nothing that it cannot write, and goes on when there is room", async () => {
    const disk = new FullDisk();
    const store = new LowdbTokenStore(newFolder(), disk.open);
    await store.add(sampleToken("a"));
    disk.room = 10;
    await assert.rejects(store.add(sampleToken("b")), StoreUnavailableError);
    disk.room = Number.POSITIVE_INFINITY;
    assert.deepEqual(await store.list(), [sampleToken("a")]);
    assert.equal(await store.add(sampleToken("b")), true);
    await store.close();
  });
});
