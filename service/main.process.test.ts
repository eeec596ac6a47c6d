import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { CookieBrowser } from "../fixtures/cookie-browser.ts";
import { OidcFixture } from "../fixtures/oidc-provider.ts";
import { LiveClient } from "./testing/live-client.ts";
import { temporaryFolders } from "./testing/temporary-folder.ts";
import { part, TestClient } from "./testing/test-client.ts";

const main = join(import.meta.dirname, "main.ts");

describe("the service as a process", () => {
  const newFolder = temporaryFolders();
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
  });

  function start(env: Record<string, string>, command = [process.execPath, main]) {
    const [file = "", ...args] = command;
    const child = spawn(file, args, { env: { PATH: process.env.PATH, SHARE_PORT: "0", ...env } });
    children.push(child);
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => {
      output.stdout += data;
    });
    child.stderr.on("data", (data) => {
      output.stderr += data;
    });
    const listening = (async () => {
      for (;;) {
        const url = /^listening on (http:\S+)$/m.exec(output.stdout)?.[1];
        if (url) return url;
        await once(child.stdout, "data");
      }
    })();
    return { child, output, listening, ended: once(child, "close").then(([code]) => code as number | null) };
  }

  it("ends on SIGTERM, and tells its viewers to come back, even one that does not listen", async () => {
    const { child, listening, ended } = start({ SHARE_DATA_DIR: newFolder() });
    const url = await listening;
    const client = new TestClient(url);
    const { shareId } = await client.create();
    const viewer = new LiveClient(url, shareId);
    const deaf = new LiveClient(url, shareId);
    await viewer.until(() => viewer.frames.length > 0);
    await deaf.until(() => deaf.frames.length > 0);
    deaf.socket.pause();
    child.kill("SIGTERM");
    assert.equal(await viewer.closed, "restarting");
    assert.equal(await ended, 0);
    deaf.socket.terminate();
  });

  it("starts while the provider is down, signs people in once it is up, and knows them after a restart", async () => {
    const provider = await OidcFixture.start();
    provider.failing = 502;
    const env = {
      SHARE_DATA_DIR: newFolder(),
      SHARE_AUTH: "oidc",
      SHARE_OIDC_ISSUER: provider.issuer,
      SHARE_OIDC_CLIENT_ID: provider.clientId,
      SHARE_OIDC_CLIENT_SECRET: provider.clientSecret,
    };
    const first = start(env);
    const url = await first.listening;
    provider.addRedirectUri(`${url}/auth/callback`);
    const browser = new CookieBrowser();
    assert.equal((await browser.open(`${url}/auth/login?return=/healthz`)).status, 503);
    provider.failing = undefined;
    await browser.open(`${url}/auth/login?return=/healthz`);
    assert.equal((await browser.submit({ person: "cid" })).url.href, `${url}/healthz`);
    first.child.kill("SIGTERM");
    await first.ended;
    const second = start(env);
    const headers = { cookie: `ocs_session=${browser.cookie(url, "ocs_session")}` };
    const me = await fetch(`${await second.listening}/api/me`, { headers });
    assert.equal(((await me.json()) as { user: { id: string } }).user.id, "cid");
    assert.ok(!first.output.stdout.includes("state="));
    second.child.kill("SIGTERM");
    await second.ended;
    await provider.close();
  });

  it("has everything that it acknowledged before kill -9, under the same link", async () => {
    const dataDir = newFolder();
    const first = start({ SHARE_DATA_DIR: dataDir });
    const client = new TestClient(await first.listening);
    const share = await client.create();
    const acknowledged: number[] = [];
    const writers = Array.from({ length: 4 }, async (_, writer) => {
      for (let n = writer; ; n += 4) {
        if ((await client.sync(share, [part(n, `text ${n}`)])) !== 200) return;
        acknowledged.push(n);
        if (acknowledged.length === 200) first.child.kill("SIGKILL");
      }
    });
    await Promise.allSettled(writers);
    await first.ended;

    const second = start({ SHARE_DATA_DIR: dataDir });
    const again = new TestClient(await second.listening);
    const { entries } = (await (await again.read(share.shareId)).json()) as { entries: { key: string }[] };
    const there = new Map(entries.map((entry) => [entry.key, entry]));
    assert.ok(acknowledged.length >= 200);
    for (const n of acknowledged) assert.deepEqual(there.get(part(n, "").key), part(n, `text ${n}`));
    assert.equal(await again.sync(share, [part(1, "on")]), 200);
  });

  it("refuses a data folder that is in use, and names it", async () => {
    const dataDir = newFolder();
    await start({ SHARE_DATA_DIR: dataDir }).listening;
    const second = start({ SHARE_DATA_DIR: dataDir });
    assert.equal(await second.ended, 1);
    assert.equal(
      second.output.stderr,
      `Another service is already running on the data folder ${dataDir}. Stop that one, or choose another folder with SHARE_DATA_DIR.\n`,
    );
  });

  it("says which variable is wrong, and which port is taken", async () => {
    const wrong = start({ SHARE_PORT: "http", SHARE_DATA_DIR: newFolder() });
    assert.equal(await wrong.ended, 1);
    assert.match(wrong.output.stderr, /^SHARE_PORT: must be a port number .*\.\n$/);
    const url = await start({ SHARE_DATA_DIR: newFolder() }).listening;
    const taken = start({ SHARE_DATA_DIR: newFolder(), SHARE_PORT: new URL(url).port });
    assert.equal(await taken.ended, 1);
    assert.match(taken.output.stderr, /address already in use/);
    assert.doesNotMatch(taken.output.stderr, /\n\s+at /);
  });

  it("answers 503 and acknowledges nothing when the system refuses to write more", async function () {
    if (process.platform === "win32") this.skip();
    // The system's own limit on file sizes: a real failing write, without a full disk.
    const limited = ["bash", "-c", `ulimit -f 256 && exec "${process.execPath}" "${main}"`];
    const { listening } = start({ SHARE_DATA_DIR: newFolder() }, limited);
    const client = new TestClient(await listening);
    const share = await client.create();
    const acknowledged: number[] = [];
    let status = 200;
    for (let n = 0; status === 200 && n < 20; n++) {
      status = await client.sync(share, [part(n, "x".repeat(40_000))]);
      if (status === 200) acknowledged.push(n);
    }
    assert.equal(status, 503);
    const read = async () => (await (await client.read(share.shareId)).json()) as { entries: unknown[] };
    const parts = acknowledged.map((n) => part(n, "x".repeat(40_000)));
    assert.deepEqual((await read()).entries, parts);
    assert.equal(await client.sync(share, [part(99, "fits")]), 200);
    assert.deepEqual((await read()).entries, [...parts, part(99, "fits")]);
    assert.equal(await client.sync(await client.create(), [part(1, "another share")]), 200);
  });
});
