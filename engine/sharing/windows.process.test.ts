import assert from "node:assert/strict";
import path from "node:path";
import { ServiceError } from "../../client/service-error.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { SecretFiles } from "../registry/secret-files.ts";
import { ShareLab } from "../testing/share-lab.ts";
import { SpawnedWindow } from "../testing/spawn-window.ts";
import type { TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";

describe("several windows on one storage", () => {
  let lab: ShareLab;
  const spawned: SpawnedWindow[] = [];

  beforeEach(async () => {
    lab = await ShareLab.start();
  });

  afterEach(async () => {
    for (const window of spawned.splice(0)) await window.kill();
    await lab.stop();
  });

  const only = ({ sharing }: TestWindow) => sharing.list()[0];
  const isSynced = (window: TestWindow) => only(window)?.status.phase === "synced";
  const isElsewhere = (window: TestWindow) => only(window)?.isElsewhere === true;
  const isRevoked = (error: unknown) => error instanceof ServiceError && error.code === "revoked";
  const syncs = () => lab.proxy.requests.filter(({ url }) => url.endsWith("/sync")).length;
  const spawnWindow = () => {
    const window = new SpawnedWindow(
      lab.globalStorage,
      lab.storage.dataDir,
      path.join(lab.folder, "secrets"),
    );
    spawned.push(window);
    return window;
  };

  it("show a share that one of them makes, and sync it once", async () => {
    const [a, b] = [await lab.open(), await lab.open()];
    const record = await lab.share(a);
    await until(() => isElsewhere(b) && isSynced(b));
    lab.proxy.requests.length = 0;
    for (let n = 0; n < 10; n++) {
      lab.write(`part ${n}`);
      await until(() => lab.isEqual(record, a));
    }
    assert.equal(syncs(), 10);
  });

  it("go on in the other one at once when a window closes", async () => {
    const [a, b] = [await lab.open(), await lab.open()];
    const record = await lab.share(a);
    await until(() => isElsewhere(b));
    await lab.close(a);
    await until(() => !isElsewhere(b));
    lab.write("after it closed");
    await until(() => lab.isEqual(record, b));
  });

  it("see in each other's status that the service is away", async () => {
    const [a, b] = [await lab.open(), await lab.open()];
    await lab.share(a);
    await until(() => isElsewhere(b));
    lab.proxy.fault = () => "drop";
    lab.write("more");
    await until(() => only(b)?.status.phase === "paused");
    lab.proxy.fault = () => "pass";
    await until(() => only(b)?.status.phase === "synced");
  });

  it("can unshare what another one shared, which then stops", async () => {
    const [a, b] = [await lab.open(), await lab.open()];
    const record = await lab.share(a);
    await until(() => isElsewhere(b));
    await b.sharing.unshare(record.shareId);
    await assert.rejects(lab.held(record), isRevoked);
    await until(() => a.sharing.list().length === 0 && a.registry.list().length === 0);
    lab.proxy.requests.length = 0;
    lab.write("more");
    a.sharing.checkNow();
    await a.sharing.pauseAll();
    assert.equal(syncs(), 0);
  });

  it("can unshare even when only the other one knows the secret", async () => {
    const [a, b] = [await lab.open(), await lab.open({ secrets: new MemorySecrets() })];
    const record = await lab.share(a);
    await until(() => isElsewhere(b));
    await b.sharing.unshare(record.shareId);
    await assert.rejects(lab.held(record), isRevoked);
    await until(() => a.registry.list().length === 0);
  });

  it("say that a secret is lost when no window knows it, and that the session is still shared", async () => {
    const a = await lab.open();
    const record = await lab.share(a);
    await lab.close(a);
    const b = await lab.open({ secrets: new MemorySecrets() });
    await until(() => only(b)?.status.phase === "paused");
    await assert.rejects(b.sharing.unshare(record.shareId), { name: "SecretLostError" });
    assert.equal(b.registry.get(record.shareId)?.phase, "shared");
    assert.equal(only(b)?.status.phase, "paused");
    assert.ok((await lab.held(record)).size > 0);
  });

  it("share a session once when all of them want to at the same moment", async () => {
    const windows = await Promise.all([lab.open(), lab.open(), lab.open()]);
    const records = await Promise.all(windows.map((window) => lab.share(window)));
    assert.equal(new Set(records.map(({ shareId }) => shareId)).size, 1);
    const creations = lab.proxy.requests.filter(({ url }) => url.endsWith("/share"));
    assert.equal(creations.length, 1);
  });

  it("leave alone what another one is just uploading, and finish it when that one is gone", async () => {
    const a = await lab.open();
    lab.proxy.fault = ({ url }) => (url.endsWith("/sync") ? "hang" : "pass");
    const sharing = lab.share(a).catch(() => undefined);
    await until(() => lab.proxy.requests.some(({ url }) => url.endsWith("/sync")));
    const b = await lab.open();
    await until(() => isElsewhere(b));
    assert.equal(b.registry.list()[0]?.phase, "starting");
    await lab.close(a);
    await sharing;
    await until(() => b.registry.list().length === 0);
    assert.ok(lab.proxy.requests.some(({ method }) => method === "DELETE"));
  });

  it("take over from one that was killed", async () => {
    const secrets = new SecretFiles(path.join(lab.folder, "secrets"));
    const a = await lab.open({ secrets });
    const record = await lab.share(a);
    await lab.close(a);
    const dead = spawnWindow();
    await until(() => dead.hasSaid("synced"));
    const b = await lab.open({ secrets });
    await until(() => isElsewhere(b));
    await dead.kill();
    lab.write("after the kill");
    await until(() => !isElsewhere(b));
    await until(() => lab.isEqual(record, b));
  });

  it("take over from one that sleeps, which steps back when it wakes", async () => {
    const secrets = new SecretFiles(path.join(lab.folder, "secrets"));
    const a = await lab.open({ secrets });
    const record = await lab.share(a);
    await lab.close(a);
    const asleep = spawnWindow();
    await until(() => asleep.hasSaid("synced"));
    const b = await lab.open({ secrets });
    await until(() => isElsewhere(b));
    asleep.signal("SIGSTOP");
    await until(() => !isElsewhere(b));
    lab.write("while it slept");
    await until(() => lab.isEqual(record, b));
    asleep.signal("SIGCONT");
    lab.write("after it woke");
    await until(() => lab.isEqual(record, b));
    await until(() => asleep.lastSaid === "elsewhere" && !isElsewhere(b));
    lab.proxy.requests.length = 0;
    lab.write("one more");
    await until(() => lab.isEqual(record, b));
    await until(() => isSynced(b));
    assert.equal(syncs(), 1);
  });
});
