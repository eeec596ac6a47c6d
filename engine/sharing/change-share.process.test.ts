import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { soonestEnd } from "../../fixtures/soonest-end.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import type { UpdateShareRequest } from "../../protocol/share.ts";
import type { ShareRequest } from "../options/share-request.ts";
import type { LocalShare } from "../registry/local-share.ts";
import { MemoryRecords } from "../registry/memory-records.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { ShareRegistry } from "../registry/share-registry.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionSource } from "../sources/session-source.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { changeShare } from "./change-share.ts";
import { Sharing } from "./sharing.ts";
import { SecretLostError } from "./sharing-errors.ts";

const PACE = { windowMs: 10, firstRetryMs: 20, longestRetryMs: 100 };

describe("a share whose owner has second thoughts", () => {
  let folder: string;
  let storage: SqliteStorage;
  let source: SessionSource & { dispose(): void };
  let service: ServiceProcess;
  let registry: ShareRegistry;
  let records: MemoryRecords;
  let secrets: MemorySecrets;
  let sharing: Sharing;
  let sessionId: string;
  let messageId: string;

  const newSharing = (now = Date.now) => {
    registry = new ShareRegistry({ records, secrets });
    const log = { sent() {}, retrying() {}, refused() {} };
    const clientOf = (url: string) => new ServiceClient(url);
    return new Sharing({ source, registry, clientOf, logOf: () => log, pace: PACE, now });
  };

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "change-share-"));
    storage = new SqliteStorage(path.join(folder, "opencode"));
    sessionId = storage.createSession({ directory: "/work", title: "A session" });
    messageId = storage.putMessage(sessionId, { role: "user", time: { created: 1 } });
    say("Hello");
    source = openOpencodeSource(findStorage({ storagePath: storage.dataDir, env: {} }), { watchFiles });
    service = await ServiceProcess.start({ dataDir: path.join(folder, "service") });
    records = new MemoryRecords();
    secrets = new MemorySecrets();
    sharing = newSharing();
  });

  afterEach(async () => {
    await sharing.dispose();
    registry.dispose();
    source.dispose();
    storage.close();
    await service.stop();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  const change = (shareId: string, request: UpdateShareRequest) =>
    changeShare({ registry, clientOf: (url) => new ServiceClient(url) }, shareId, request);
  const say = (text: string) => storage.putPart(sessionId, messageId, { type: "text", text });
  const share = async (options: Partial<ShareRequest> = {}): Promise<LocalShare> => {
    const session = (await source.list()).find(({ id }) => id === sessionId);
    assert.ok(session);
    const request = { session, serviceUrl: service.url, expiry: { kind: "never" } as const, ...options };
    return sharing.share(request, () => undefined, new AbortController().signal);
  };
  const held = (shareId: string) => new ServiceClient(service.url).read(shareId);
  const holds = async (shareId: string, text: string) =>
    JSON.stringify((await held(shareId)).entries).includes(text);
  const restart = async (now?: () => number) => {
    await sharing.dispose();
    registry.dispose();
    sharing = newSharing(now);
    await sharing.resume(() => true);
  };

  it("lasts until the time that was asked for", async () => {
    const at = Date.now() + 5 * DAY_MS;
    const { shareId, expiresAt } = await share({ expiry: { kind: "date", at } });
    assert.equal(expiresAt, at);
    assert.equal((await held(shareId)).share.expiresAt, at);
  });

  it("lasts longer, shorter or for ever, at the service and in memory", async () => {
    const { shareId } = await share({ expiry: { kind: "days", days: 30 } });
    for (const [request, days] of [
      [{ expiresInDays: 90 }, 90],
      [{ expiresAt: Date.now() + DAY_MS }, 1],
      [{ expiresAt: null }, undefined],
    ] as const) {
      const earliest = Date.now();
      const record = await change(shareId, request);
      const { expiresAt } = (await held(shareId)).share;
      assert.equal(record?.expiresAt, expiresAt);
      assert.deepEqual(registry.get(shareId), record);
      if (days === undefined) assert.equal(expiresAt, null);
      else assert.equal(Math.floor(((expiresAt ?? 0) - earliest) / DAY_MS + 0.5), days);
    }
  });

  it("stays as it is while it is a snapshot, and catches up when it is live again", async () => {
    const { shareId } = await share();
    await change(shareId, { mode: "snapshot" });
    assert.equal((await held(shareId)).share.mode, "snapshot");
    say("Later");
    await restart();
    assert.deepEqual(
      sharing.list().map(({ status }) => status.phase),
      ["synced"],
    );
    sharing.checkNow();
    sharing.compareNow();
    sharing.retryNow();
    await new Promise((resolve) => setTimeout(resolve, 20 * PACE.windowMs));
    assert.ok(!(await holds(shareId, "Later")));
    await change(shareId, { mode: "live" });
    await until(() => holds(shareId, "Later"));
  });

  it("is uploaded whole and then left alone when it is made as a snapshot", async () => {
    const record = await share({ mode: "snapshot" });
    assert.deepEqual([record.mode, record.phase], ["snapshot", "shared"]);
    assert.ok(await holds(record.shareId, "Hello"));
    const { revision } = await held(record.shareId);
    say("Later");
    await new Promise((resolve) => setTimeout(resolve, 20 * PACE.windowMs));
    assert.equal((await held(record.shareId)).revision, revision);
    await sharing.unshare(record.shareId);
    await assert.rejects(held(record.shareId), ServiceError);
  });

  it("has ended, once its time is over, as a snapshot too", async () => {
    const { shareId } = await share({ mode: "snapshot", expiry: { kind: "days", days: 1 } });
    await restart();
    assert.deepEqual(
      sharing.list().map(({ status }) => status.phase),
      ["synced"],
    );
    await soonestEnd((expiresAt) =>
      change(shareId, { expiresAt }).then(
        () => true,
        (error: unknown) => {
          if (error instanceof ServiceError && error.status === 400) return false;
          throw error;
        },
      ),
    );
    await until(() =>
      held(shareId).then(
        () => false,
        () => true,
      ),
    );
    await restart();
    await until(() => sharing.list().every(({ status }) => status.phase === "ended"));
  });

  it("stays as it is when the change cannot be made", async () => {
    const { shareId } = await share({ expiry: { kind: "days", days: 30 } });
    const before = registry.get(shareId);
    await service.stop();
    await assert.rejects(change(shareId, { expiresAt: null }), ServiceUnreachableError);
    assert.deepEqual(registry.get(shareId), before);
    service = await ServiceProcess.start({ dataDir: path.join(folder, "service"), port: service.port });
    secrets = new MemorySecrets();
    await restart();
    await assert.rejects(change(shareId, { expiresAt: null }), SecretLostError);
    assert.equal(await change("nobody", { expiresAt: null }), undefined);
  });
});
