import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { PostgresServer } from "../fixtures/postgres.ts";
import { ServiceProcess } from "../fixtures/service-process.ts";
import { LiveClient } from "./testing/live-client.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { part, TestClient } from "./testing/test-client.ts";
import { emptyDatabase } from "./testing/test-databases.ts";

const run = promisify(execFile);
const cli = join(import.meta.dirname, "admin", "cli", "main.ts");

const textOf = async (url: string, shareId: string) => (await new TestClient(url).read(shareId)).text();

describe("the service on a database, as a process", () => {
  const newFolder = temporaryFolders();
  const running: ServiceProcess[] = [];
  afterEach(() => Promise.all(running.splice(0).map((service) => service.kill())));

  const start = async (url: string, dataDir = newFolder()) => {
    const service = await ServiceProcess.start({ dataDir, env: { SHARE_DATABASE_URL: url } });
    running.push(service);
    return service;
  };
  const admin = async (url: string, dataDir: string, ...args: string[]) => {
    const env = { PATH: process.env.PATH, SHARE_DATA_DIR: dataDir, SHARE_DATABASE_URL: url };
    return (await run(process.execPath, ["--disable-warning=ExperimentalWarning", cli, ...args], { env }))
      .stdout;
  };

  it("keeps what it has acknowledged when it is killed, and needs nothing of its data folder", async () => {
    const url = await emptyDatabase();
    const service = await start(url);
    const client = new TestClient(service.url);
    const share = await client.create();
    await client.sync(share, [part(1, "kept")]);
    await service.kill();
    const again = new TestClient((await start(url)).url);
    assert.match(await textOf(again.url, share.shareId), /kept/);
    await again.sync(share, [part(2, "and more")]);
    assert.match(await textOf(again.url, share.shareId), /kept.*and more/);
  });

  it("tells viewers each step and the end, and then knows nothing of the share", async () => {
    const { url } = await start(await emptyDatabase());
    const client = new TestClient(url);
    const share = await client.create();
    const viewer = new LiveClient(url, share.shareId);
    await viewer.until(() => viewer.frames.length > 0);
    await client.sync(share, [part(1, "live")]);
    await viewer.until(() => JSON.stringify(viewer.frames).includes("live"));
    await client.remove(share);
    assert.equal(await viewer.closed, "revoked");
    assert.equal((await client.read(share.shareId)).status, 410);
  });

  it("is managed from the command line, while it runs and while it does not", async () => {
    const url = await emptyDatabase();
    const dataDir = newFolder();
    const service = await start(url, dataDir);
    const client = new TestClient(service.url);
    const { shareId } = await client.create();
    const viewer = new LiveClient(service.url, shareId);
    await viewer.until(() => viewer.frames.length > 0);
    const [listed] = JSON.parse(await admin(url, dataDir, "shares", "list", "--json"));
    await admin(url, dataDir, "shares", "revoke", listed.reference);
    assert.equal(await viewer.closed, "revoked");
    await client.create();
    await service.kill();
    assert.equal(JSON.parse(await admin(url, dataDir, "shares", "list", "--json")).length, 1);
    assert.match(await admin(url, dataDir, "verify"), /^All whole/);
  });

  it("is told of it by a file, and so is the command line", async () => {
    const url = await emptyDatabase();
    const file = join(newFolder(), "database");
    await writeFile(file, `${url}\n`, { mode: 0o600 });
    const dataDir = newFolder();
    const service = await ServiceProcess.start({ dataDir, env: { SHARE_DATABASE_URL_FILE: file } });
    running.push(service);
    await new TestClient(service.url).create();
    await service.stop();
    const env = { PATH: process.env.PATH, SHARE_DATA_DIR: dataDir, SHARE_DATABASE_URL_FILE: file };
    const args = ["--disable-warning=ExperimentalWarning", cli, "shares", "list", "--json"];
    assert.equal(JSON.parse((await run(process.execPath, args, { env })).stdout).length, 1);
  });

  it("answers 503 while it is away, acknowledges nothing, and goes on when it is back", async () => {
    const server = await PostgresServer.start();
    try {
      const { url } = await start(await server.newDatabase());
      const client = new TestClient(url);
      const share = await client.create();
      const viewer = new LiveClient(url, share.shareId);
      await viewer.until(() => viewer.frames.length > 0);
      await server.away(async () => {
        assert.equal(await client.sync(share, [part(1, "lost")]), 503);
        assert.equal((await client.read(share.shareId)).status, 503);
        assert.equal((await fetch(`${url}/readyz`)).status, 503);
        assert.equal((await fetch(`${url}/healthz`)).status, 200);
      });
      assert.equal(await client.sync(share, [part(2, "kept")]), 200);
      await viewer.until(() => JSON.stringify(viewer.frames).includes("kept"));
      assert.doesNotMatch(await textOf(url, share.shareId), /lost/);
      viewer.socket.terminate();
    } finally {
      await Promise.all(running.splice(0).map((service) => service.kill()));
      await server.stop();
    }
  });

  it("does not start without it, and says so in one sentence", async () => {
    await assert.rejects(start("postgres://ann:secret@127.0.0.1:1/share"), (error: Error) => {
      const [line, ...more] = error.message
        .split("\n")
        .slice(1)
        .filter((text) => text !== "");
      assert.match(line ?? "", /^SHARE_DATABASE_URL: the database cannot be reached \(ECONNREFUSED\)/);
      assert.deepEqual(more, []);
      assert.ok(!error.message.includes("secret"));
      return true;
    });
  });
});
