import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { adminRoutes, damageListSchema } from "../protocol/admin.ts";
import { startService } from "./start-service.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { part, TestClient } from "./testing/test-client.ts";

describe("a service on a damaged data folder", () => {
  const newFolder = temporaryFolders();

  async function damagedFolder() {
    const dataDir = newFolder();
    const service = await startService({ dataDir });
    const client = new TestClient(service.url);
    const [locked, ended] = [await client.create(), await client.create()];
    for (const share of [locked, ended]) await client.sync(share, [part(1, "a")]);
    assert.equal(await client.change(locked, { password: "correct horse" }), 200);
    assert.equal(await client.remove(ended), 204);
    await service.close();
    const path = join(dataDir, "index.jsonl");
    const text = readFileSync(path, "latin1");
    writeFileSync(path, text.replace("passwordHash", "passwordHasi"), "latin1");
    writeFileSync(join(dataDir, "key"), "no key");
    return { dataDir, locked, ended };
  }

  it("opens nothing, says so in its log and to who asks whether it is ready, until an admin has decided", async () => {
    const { dataDir, locked, ended } = await damagedFolder();
    let log = "";
    const stream = new Writable({
      write: (text, _, done) => {
        log += text;
        done();
      },
    });
    const service = await startService({ dataDir, logger: { level: "info", stream } });
    const client = new TestClient(service.url);
    const ready = async () => (await (await fetch(`${service.url}/readyz`)).json()) as { damaged?: number };
    assert.equal((await client.read(locked.shareId)).status, 401);
    assert.equal((await client.read(ended.shareId)).status, 410);
    assert.match(log, /A data file is damaged: line \d+: the checksum is wrong/);
    assert.match(log, /A data file is damaged: the key is damaged: there is a new one/);
    assert.equal((await ready()).damaged, 2);
    const { key } = JSON.parse(readFileSync(join(dataDir, "admin.json"), "utf8")) as { key: string };
    const ask = (path: string, method: string) =>
      fetch(service.url + path, { method, headers: { authorization: `Bearer ${key}` } });
    const listed = await ask(adminRoutes.adminListDamage.path, "GET");
    for (const { name } of damageListSchema.parse(await listed.json()).damaged) {
      const path = adminRoutes.adminAcceptDamage.path.replace(":name", encodeURIComponent(name));
      assert.equal((await ask(path, "DELETE")).status, 204);
      assert.equal((await ask(path, "DELETE")).status, 404);
    }
    assert.equal((await ready()).damaged, undefined);
    assert.equal((await client.read(locked.shareId)).status, 401);
    await service.close();
  });
});
