import assert from "node:assert/strict";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { routePath, routes } from "../protocol/routes.ts";
import { startService } from "./start-service.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { part, TestClient } from "./testing/test-client.ts";

const PASSWORD = "correct horse battery";
const WORD = "a word of the session";
const TITLE = "a title of the session";

describe("the data folder", () => {
  const newFolder = temporaryFolders();

  it("holds no owner secret, password or ticket, and of a share that was unshared no word", async () => {
    const dataDir = newFolder();
    const files = () =>
      globSync("**/*", { cwd: dataDir }).filter((file) => statSync(join(dataDir, file)).isFile());
    const text = () => files().map((file) => readFileSync(join(dataDir, file), "latin1"));
    const service = await startService({ dataDir });
    const client = new TestClient(service.url);
    const share = await client.create({ title: TITLE, password: PASSWORD });
    assert.equal(await client.sync(share, [part(1, WORD)]), 200);
    const opened = await fetch(service.url + routePath(routes.openShare, share.shareId), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ password: PASSWORD }),
    });
    const { ticket } = (await opened.json()) as { ticket: string };
    assert.ok(text().join().includes(WORD) && text().join().includes(TITLE));
    for (const secret of [share.secret, PASSWORD, ticket]) assert.ok(!text().join().includes(secret));
    assert.equal(await client.remove(share), 204);
    for (const gone of [WORD, TITLE]) assert.ok(!text().join().includes(gone));
    await service.close();
    for (const gone of [share.secret, PASSWORD, ticket, WORD, TITLE])
      assert.ok(!text().join().includes(gone));
  });
});
