import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { ServiceClient, type Timeouts } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { Json } from "../../protocol/json.ts";
import { parseShareLink } from "../../protocol/links.ts";
import { MemoryRecords } from "../registry/memory-records.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import type { RecordStore } from "../registry/record-store.ts";
import type { Secrets } from "../registry/secrets.ts";
import { ShareRegistry } from "../registry/share-registry.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionSource, SessionSummary } from "../sources/session-source.ts";
import type { SyncLog } from "../sync/sync-status.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { Sharing } from "./sharing.ts";

const PACE = { windowMs: 10, firstRetryMs: 20, longestRetryMs: 100 };

describe("sharing a session through the real service", () => {
  let folder: string;
  let storage: SqliteStorage;
  let source: SessionSource & { dispose(): void };
  let service: ServiceProcess;
  let proxy: FaultProxy;
  let records: RecordStore;
  let secrets: Secrets;
  let sharing: Sharing;
  let sessionId: string;
  let messageId: string;
  let partId: string;
  let timeouts: Timeouts | undefined;
  const refused: string[] = [];

  const quietLog: SyncLog = { sent() {}, retrying() {}, refused: (key) => refused.push(key) };

  const newSharing = () =>
    new Sharing({
      source,
      registry: new ShareRegistry({ records, secrets }),
      clientOf: (url) => new ServiceClient(url, { timeouts }),
      logOf: () => quietLog,
      pace: PACE,
    });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "sharing-"));
    storage = new SqliteStorage(path.join(folder, "opencode"));
    sessionId = storage.createSession({ directory: "/work", title: "A session" });
    messageId = storage.putMessage(sessionId, { role: "user", time: { created: 1 } });
    partId = storage.putPart(sessionId, messageId, { type: "text", text: "Hello" });
    source = openOpencodeSource(findStorage({ storagePath: storage.dataDir, env: {} }), { watchFiles });
    service = await ServiceProcess.start({ dataDir: path.join(folder, "service") });
    proxy = await FaultProxy.start(service.url);
    records = new MemoryRecords();
    secrets = new MemorySecrets();
    refused.length = 0;
    timeouts = undefined;
    sharing = newSharing();
  });

  afterEach(async () => {
    await sharing.pauseAll();
    source.dispose();
    storage.close();
    await proxy.stop();
    await service.stop();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  const session = async (): Promise<SessionSummary> => {
    const found = (await source.list()).find(({ id }) => id === sessionId);
    assert.ok(found);
    return found;
  };
  const share = async (signal = new AbortController().signal) =>
    sharing.share(
      { session: await session(), serviceUrl: proxy.url, expiry: { kind: "never" } as const },
      () => undefined,
      signal,
    );
  const read = async (shareUrl: string): Promise<ReadonlyMap<string, Json>> => {
    const { entries } = await new ServiceClient(service.url).read(parseShareLink(shareUrl)?.shareId ?? "");
    return new Map(entries.map((entry) => [entry.key, "content" in entry ? entry.content : null]));
  };
  const isEqual = async (shareUrl: string): Promise<boolean> => {
    const [held, local] = [await read(shareUrl), await source.read(sessionId)];
    if (held.size !== local.keys.size) return false;
    return [...local.contents].every(
      ([key, content]) => JSON.stringify(held.get(key)) === JSON.stringify(content),
    );
  };
  const isSynced = () => sharing.list().every(({ status }) => status.phase === "synced");
  const codeOf = (code: string) => (error: unknown) => error instanceof ServiceError && error.code === code;

  it("puts the whole session at the service before it hands out the link", async () => {
    const { shareUrl } = await share();
    assert.ok(await isEqual(shareUrl));
  });

  it("brings over what is added, what grows, what changes and what is removed", async () => {
    const { shareUrl } = await share();
    const answer = storage.putMessage(sessionId, { role: "assistant", time: { created: 2 } });
    const text = storage.putPart(sessionId, answer, { type: "text", text: "One" });
    await until(() => isEqual(shareUrl));
    storage.appendText(sessionId, answer, text, " two");
    await until(() => isEqual(shareUrl));
    storage.changeSession(sessionId, { title: "A better title" });
    storage.removePart(sessionId, messageId, partId);
    await until(() => isEqual(shareUrl));
    assert.equal((await read(shareUrl)).size, 4);
  });

  it("deletes the share at the service and forgets it when it is unshared", async () => {
    const { shareId, shareUrl } = await share();
    await sharing.unshare(shareId);
    await assert.rejects(read(shareUrl), codeOf("revoked"));
    assert.deepEqual(sharing.list(), []);
    assert.deepEqual(await records.readAll(), []);
  });

  it("takes from no service the id of a share that it knows already", async () => {
    const record = await share();
    await sharing.pauseAll();
    const asked: string[] = [];
    const hostile = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const shareUrl = `http://${request.headers.host}/share/${record.shareId}`;
      const created = { shareId: record.shareId, shareUrl, secret: "s".repeat(43), expiresAt: null };
      response.end(JSON.stringify({ ...created, audience: "link", revision: 0 }));
    }).listen(0, "127.0.0.1");
    await once(hostile, "listening");
    const { port } = hostile.address() as AddressInfo;
    sessionId = storage.createSession({ directory: "/work", title: "Another session" });
    const request = {
      session: await session(),
      serviceUrl: `http://127.0.0.1:${port}`,
      expiry: { kind: "never" } as const,
    };
    const sharingThere = sharing.share(request, () => undefined, new AbortController().signal);
    await assert.rejects(sharingThere, /has the id of another one/);
    hostile.close();
    assert.deepEqual(asked, ["POST /api/sessions/share"]);
    assert.deepEqual(await records.readAll(), [record]);
    assert.notEqual(await secrets.get(`share.${record.shareId}`), "s".repeat(43));
  });

  it("leaves nothing half-shared when it is cancelled during the upload", async () => {
    const abort = new AbortController();
    proxy.fault = ({ url }) => {
      if (url.endsWith("/sync")) abort.abort();
      return "pass";
    };
    await assert.rejects(share(abort.signal), { name: "AbortError" });
    assert.deepEqual(await records.readAll(), []);
    const id = proxy.requests
      .find(({ method }) => method === "DELETE")
      ?.url.split("/")
      .at(-1);
    await assert.rejects(read(`http://x/share/${id}`), codeOf("revoked"));
  });

  it("leaves nothing when what has to be done before anybody knows of it fails", async () => {
    let uploaded: readonly string[] = [];
    const onUploaded = async () => {
      uploaded = proxy.requests.map(({ url }) => url.split("/").at(-1) ?? "");
      throw new Error("disk full");
    };
    const request = {
      session: await session(),
      serviceUrl: proxy.url,
      expiry: { kind: "never" } as const,
      onUploaded,
    };
    await assert.rejects(
      sharing.share(request, () => undefined, new AbortController().signal),
      /disk full/,
    );
    assert.ok(uploaded.includes("sync"));
    assert.deepEqual(await records.readAll(), []);
    assert.equal(proxy.requests.at(-1)?.method, "DELETE");
  });

  it("says so and shares nothing when the service is down", async () => {
    await service.stop();
    await assert.rejects(share(), { name: "ServiceUnreachableError" });
    assert.deepEqual(await records.readAll(), []);
  });

  it("deletes a half-made share later when the service died during the upload", async () => {
    proxy.fault = ({ url }) => (url.endsWith("/share") ? "pass" : "drop");
    await assert.rejects(share());
    assert.equal((await records.readAll())[0]?.phase, "ending");
    proxy.fault = () => "pass";
    await until(async () => (await records.readAll()).length === 0);
  });

  it("heals by itself after kill -9 of the service in the middle of the work", async () => {
    const { shareUrl } = await share();
    const { port } = service;
    const write = (n: number) => storage.putPart(sessionId, messageId, { type: "text", text: `part ${n}` });
    for (let n = 0; n < 20; n++) write(n);
    await service.kill();
    for (let n = 20; n < 40; n++) write(n);
    await until(() => sharing.list().some(({ status }) => status.phase === "paused"));
    service = await ServiceProcess.start({ dataDir: path.join(folder, "service"), port });
    await until(() => isEqual(shareUrl).catch(() => false));
    await until(isSynced);
  });

  it("takes a share up after a restart and sends only what changed meanwhile", async () => {
    const { shareUrl } = await share();
    await sharing.pauseAll();
    storage.putPart(sessionId, messageId, { type: "text", text: "while nobody looked" });
    proxy.requests.length = 0;
    sharing = newSharing();
    await sharing.resume(() => true);
    await until(() => isEqual(shareUrl));
    await until(isSynced);
    assert.equal(proxy.requests.filter(({ url }) => url.endsWith("/sync")).length, 1);
  });

  it("sends nothing after a restart when nothing changed", async () => {
    await share();
    await sharing.pauseAll();
    proxy.requests.length = 0;
    sharing = newSharing();
    await sharing.resume(() => true);
    await until(isSynced);
    assert.deepEqual(
      proxy.requests.map(({ url }) => url.split("/").at(-1)),
      ["manifest"],
    );
  });

  const troubles = {
    "an error 500": { status: 500, body: '{"error":{"code":"internal","message":"No."}}' },
    "too many requests": { status: 429, headers: { "retry-after": "0" } },
    "garbage with status 200": { status: 200, body: "<html>Hello</html>" },
    "somebody else's 404": { status: 404, body: "nginx" },
    "a lost connection": "drop",
    "an answer lost after the work was done": "drop-answer",
  } as const;
  for (const [trouble, fault] of Object.entries(troubles))
    it(`recovers from ${trouble} without loss and without a duplicate`, async () => {
      const { shareUrl } = await share();
      let times = 3;
      proxy.fault = ({ url }) => (url.endsWith("/sync") && times-- > 0 ? fault : "pass");
      storage.appendText(sessionId, messageId, partId, " again");
      await until(() => times < 3);
      await until(() => isEqual(shareUrl));
      await until(isSynced);
    });

  it("recovers from a service that hangs", async () => {
    timeouts = { request: 2_000, transfer: 2_000 };
    const { shareUrl } = await share();
    let hung = 0;
    proxy.fault = ({ url }) => (url.endsWith("/sync") && hung++ < 1 ? "hang" : "pass");
    storage.appendText(sessionId, messageId, partId, " again");
    await until(() => hung > 0);
    await until(() => isEqual(shareUrl));
    await until(isSynced);
  });

  for (const [what, text] of [
    ["of 20 MB", "0123456789abcdef".repeat(1_310_720)],
    ["with 50,000 lines", "a line of output\n".repeat(50_000)],
  ] as const)
    it(`brings over a part ${what}, and its growth`, async () => {
      const { shareUrl } = await share();
      const part = storage.putPart(sessionId, messageId, { type: "text", text });
      await until(() => isEqual(shareUrl));
      storage.appendText(sessionId, messageId, part, "the end");
      await until(() => isEqual(shareUrl));
      await until(isSynced);
    });

  for (const [what, most, largest] of [
    ["a stock proxy's limit", 1024 * 1024, 400 * 1024],
    ["a narrow proxy's limit", 50_000, 50_000],
  ] as const)
    it(`brings over large parts below ${what}, in the first upload and later`, async () => {
      const limited = () => {
        proxy.fault = ({ bytes }) =>
          bytes > most ? { status: 413, body: "<html>too large</html>" } : "pass";
      };
      const lines = 'ein Ärgernis: "quoted" 👍\n';
      storage.putPart(sessionId, messageId, { type: "text", text: lines.repeat(60_000) });
      limited();
      const { shareUrl } = await share();
      const part = storage.putPart(sessionId, messageId, {
        type: "tool",
        tool: "bash",
        callID: "c",
        state: { status: "completed", input: { command: "x".repeat(300_000) }, output: lines.repeat(30_000) },
      });
      await until(() => isEqual(shareUrl));
      await until(isSynced);
      assert.deepEqual(refused, []);
      assert.ok(part);
      const passed = proxy.requests.filter(({ bytes }) => bytes <= most).map(({ bytes }) => bytes);
      assert.ok(Math.max(...passed) <= largest);
      // What is known to be let through is tried first from now on.
      const refusedBefore = proxy.requests.filter(({ bytes }) => bytes > most).length;
      storage.putPart(sessionId, messageId, { type: "text", text: lines.repeat(10_000) });
      await until(() => isEqual(shareUrl));
      assert.equal(proxy.requests.filter(({ bytes }) => bytes > most).length, refusedBefore);
    });

  it("says in its place that a part is too large for a proxy, and sends the rest", async () => {
    proxy.fault = ({ bytes }) => (bytes > 8_000 ? { status: 413 } : "pass");
    const big = storage.putPart(sessionId, messageId, { type: "text", text: "x".repeat(100_000) });
    const { shareUrl } = await share();
    const key = `session/part/${sessionId}/${messageId}/${big}`;
    const { text } = (await read(shareUrl)).get(key) as { text: string };
    assert.equal(
      text,
      "This part is missing from the share: it is more than a proxy before the service lets through.",
    );
    assert.deepEqual(refused, [key]);
    storage.putPart(sessionId, messageId, { type: "text", text: "small" });
    await until(async () => (await read(shareUrl)).size === 5);
  });

  it("says in its place that one part is too large for the service, and sends the rest", async () => {
    const { shareUrl } = await share();
    const big = storage.putPart(sessionId, messageId, { type: "text", text: "x".repeat(65 * 1024 * 1024) });
    storage.putPart(sessionId, messageId, { type: "text", text: "small" });
    await until(async () => (await read(shareUrl)).size === 5);
    await until(isSynced);
    const key = `session/part/${sessionId}/${messageId}/${big}`;
    assert.deepEqual(refused, [key]);
    const { text } = (await read(shareUrl)).get(key) as { text: string };
    assert.equal(text, "This part is missing from the share: it is more than the service takes.");
  });

  it("keeps the share when the session vanishes from the storage", async () => {
    const { shareUrl } = await share();
    storage.removeSession(sessionId);
    await until(() => sharing.list().some(({ status }) => status.phase === "paused"));
    assert.equal((await read(shareUrl)).size, 3);
  });

  for (const [how, change] of [
    [
      "revoked elsewhere",
      async (id: string, secret: string) => new ServiceClient(service.url).remove({ shareId: id, secret }),
    ],
    [
      "no longer ours, because the secret is wrong",
      async (id: string) => secrets.store(`share.${id}`, "w".repeat(43)),
    ],
  ] as const)
    it(`ends, and does not try again, when the share is ${how}`, async () => {
      const { shareId } = await share();
      await change(shareId, (await secrets.get(`share.${shareId}`)) ?? "");
      await sharing.pauseAll();
      sharing = newSharing();
      await sharing.resume(() => true);
      await until(() => sharing.list().every(({ status }) => status.phase === "ended"));
      proxy.requests.length = 0;
      storage.putPart(sessionId, messageId, { type: "text", text: "more" });
      sharing.checkNow();
      sharing.retryNow();
      await sharing.pauseAll();
      assert.deepEqual(proxy.requests, []);
    });
});
