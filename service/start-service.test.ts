import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { found, sampleRecord } from "./audit/audit-log-contract.ts";
import { policyFileSchema, servicePolicy } from "./policy/service-policy.ts";
import { startService } from "./start-service.ts";
import { FolderInUseError } from "./store/lowdb/folder-lock.ts";
import { LowdbAuditLog } from "./store/lowdb/lowdb-audit-log.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { part, TestClient } from "./testing/test-client.ts";

describe("startService", () => {
  const newFolder = temporaryFolders();

  it("gives links that begin with where it listens, or with the public URL", async () => {
    for (const publicUrl of [undefined, "https://share.test/base"]) {
      const service = await startService({ dataDir: newFolder(), publicUrl });
      const { shareUrl } = await new TestClient(service.url).create();
      assert.ok(shareUrl.startsWith(`${publicUrl ?? service.url}/share/`), shareUrl);
      await service.close();
    }
  });

  it("deletes at its start what expired while it was down", async () => {
    const dataDir = newFolder();
    const service = await startService({ dataDir });
    const client = new TestClient(service.url);
    const share = await client.create({ expiresInDays: 1 });
    await client.sync(share, [part(1, "a")]);
    const expiresAt = await client.endSoon(share);
    await service.close();
    while (Date.now() < expiresAt)
      await new Promise((resolve) => setTimeout(resolve, expiresAt - Date.now()));
    const again = await startService({ dataDir });
    const files = () => readdir(join(dataDir, "shares"));
    while ((await files()).length > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await new TestClient(again.url).read(share.shareId)).status, 410);
    await again.close();
  });

  it("keeps the audit over a restart, and what the policy says for how long, too", async () => {
    const dataDir = newFolder();
    const auditDir = join(dataDir, "audit");
    const first = await startService({ dataDir });
    await new TestClient(first.url).create();
    await first.close();
    const [month = ""] = await readdir(auditDir);
    const log = new LowdbAuditLog(dataDir);
    await log.append(sampleRecord({ at: 1 }));
    await log.close();
    const policy = servicePolicy("none", policyFileSchema.parse({ retention: { auditDays: 30 } }));
    const again = await startService({ dataDir, policy });
    while ((await readdir(auditDir)).length > 1) await new Promise((resolve) => setImmediate(resolve));
    await again.close();
    assert.deepEqual(await readdir(auditDir), [month]);
    const after = new LowdbAuditLog(dataDir);
    const actions = (await found(after)).map(({ action }) => action);
    assert.deepEqual(actions, ["share.created", "admin.purged"]);
    await after.close();
  });

  it("lets go of the data folder when it closes, or cannot listen", async () => {
    const dataDir = newFolder();
    const service = await startService({ dataDir });
    await assert.rejects(startService({ dataDir }), FolderInUseError);
    const port = Number(new URL(service.url).port);
    const other = newFolder();
    await assert.rejects(startService({ dataDir: other, port }), { code: "EADDRINUSE" });
    await (await startService({ dataDir: other })).close();
    await service.close();
    await (await startService({ dataDir })).close();
  });
});
