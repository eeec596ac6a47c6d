import assert from "node:assert/strict";
import { mkdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { routes } from "../../protocol/routes.ts";
import { LowdbSessionStore } from "../store/lowdb/lowdb-session-store.ts";
import { LowdbTokenStore } from "../store/lowdb/lowdb-token-store.ts";
import { assertError } from "../testing/assert-error.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { TestApp } from "../testing/test-app.ts";

describe("a service that knows people", () => {
  const newFolder = temporaryFolders();

  for (const name of ["tokens", "sessions"])
    it(`is not ready while nobody can be known by ${name}`, async () => {
      const dataDir = newFolder();
      mkdirSync(join(dataDir, `${name}.jsonl`));
      const stores = {
        tokens: new LowdbTokenStore(dataDir),
        sessions: new LowdbSessionStore({ dataDir }),
      };
      const service = await TestApp.build({ auth: "token", stores });
      const ready = () => service.app.inject(routes.ready.path);
      const response = await ready();
      assertError(response, 503, "unavailable");
      assert.match(response.json().error.message, /sign-in: cannot be used now/);
      rmdirSync(join(dataDir, `${name}.jsonl`));
      while ((await ready()).statusCode !== 200) await new Promise((resolve) => setTimeout(resolve, 50));
      await service.app.close();
      for (const store of Object.values(stores)) await store.close();
    });

  it("needs neither to be ready where it knows nobody", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "tokens.jsonl"));
    const service = await TestApp.build({ stores: { tokens: new LowdbTokenStore(dataDir) } });
    assert.equal((await service.app.inject(routes.ready.path)).statusCode, 200);
    await service.app.close();
  });
});
