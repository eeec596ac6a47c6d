import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeTokenStore, sampleToken } from "../../identity/token-store-contract.ts";
import { collect } from "../../testing/collect.ts";
import { FullDisk } from "../../testing/full-disk.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { StoreUnavailableError } from "../errors.ts";
import { DamagedFiles } from "./damaged-files.ts";
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

  /** A folder with these tokens, the first revoked, and then something done to its journal and, maybe, to the copy. */
  async function damaged(damage: (text: string) => string, alsoCopy: boolean): Promise<string> {
    const folder = newFolder();
    const store = new LowdbTokenStore(folder);
    for (const hash of ["a", "b"]) await store.add(sampleToken(hash));
    await store.revoke("a");
    await store.add(sampleToken("c"));
    await store.close();
    for (const name of ["tokens.jsonl", ...(alsoCopy ? ["tokens.copy.jsonl"] : [])])
      writeFileSync(join(folder, name), damage(readFileSync(join(folder, name), "utf8")));
    return folder;
  }
  const hideRevocation = (text: string) => text.replace('"revoked":"a"', '"revoked":"x"');

  it("takes a record that was damaged from its copy, and says so until an admin has decided", async () => {
    const folder = await damaged(hideRevocation, false);
    for (let start = 0; start < 2; start++) {
      const store = new LowdbTokenStore(folder);
      assert.equal(await store.find("a"), undefined);
      assert.deepEqual(await store.find("b"), sampleToken("b"));
      const [found] = await collect(store.verify());
      assert.match(
        found?.problem ?? "",
        /^line 4: the checksum is wrong \(kept aside as damaged\/tokens\.jsonl\./,
      );
      await store.close();
    }
  });

  it("suspends the tokens whose revocation may be lost, and no other, until an admin has decided", async () => {
    const folder = await damaged(hideRevocation, true);
    for (let start = 0; start < 2; start++) {
      const store = new LowdbTokenStore(folder);
      for (const hash of ["a", "b"]) assert.equal(await store.find(hash), undefined);
      assert.deepEqual(await store.find("c"), sampleToken("c"));
      const [found] = await collect(store.verify());
      assert.match(found?.problem ?? "", /2 tokens are suspended/);
      await store.close();
    }
    const [{ name } = { name: "" }] = await new DamagedFiles({ dataDir: folder }).list();
    const store = new LowdbTokenStore(folder);
    assert.equal(await store.revoke("a"), true);
    await store.reopen(name);
    assert.equal(await store.find("a"), undefined);
    assert.deepEqual(await store.find("b"), sampleToken("b"));
    await store.close();
  });

  it("suspends a token until all damages are decided that may have taken its revocation", async () => {
    const folder = await damaged(hideRevocation, true);
    const store = new LowdbTokenStore(folder);
    assert.equal(await store.revoke("b"), true);
    await store.add(sampleToken("d"));
    await store.close();
    for (const name of ["tokens.jsonl", "tokens.copy.jsonl"])
      writeFileSync(
        join(folder, name),
        readFileSync(join(folder, name), "utf8").replace('"revoked":"b"', '"revoked":"x"'),
      );
    const again = new LowdbTokenStore(folder);
    assert.equal(await again.find("b"), undefined);
    const [first, second] = await new DamagedFiles({ dataDir: folder }).list();
    await again.reopen(first?.name ?? "");
    assert.equal(await again.find("b"), undefined, "its revocation may be lost in the second");
    await again.close();
    const last = new LowdbTokenStore(folder);
    assert.equal(await last.find("b"), undefined, "also after a restart");
    await last.reopen(second?.name ?? "");
    assert.deepEqual(await last.find("b"), sampleToken("b"));
    await last.close();
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
