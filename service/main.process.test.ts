import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
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

  it("takes a signal that comes twice, as from a terminal and from npm, for one", async () => {
    const { child, output, listening, ended } = start({ SHARE_DATA_DIR: newFolder() });
    const url = await listening;
    const { shareId } = await new TestClient(url).create();
    const viewer = new LiveClient(url, shareId);
    await viewer.until(() => viewer.frames.length > 0);
    child.kill("SIGINT");
    child.kill("SIGINT");
    child.kill("SIGTERM");
    assert.equal(await viewer.closed, "restarting");
    assert.equal(await ended, 0, output.stderr);
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

  const unusable: readonly [string, (folder: string) => Promise<Record<string, string>>, RegExp][] = [
    [
      "its data folder is a file",
      async (folder) => {
        await fs.writeFile(join(folder, "file"), "");
        return { SHARE_DATA_DIR: join(folder, "file") };
      },
      /^SHARE_DATA_DIR: the data folder \S+file is, or lies below, something that is no folder/,
    ],
    [
      "its data folder lies below a file",
      async (folder) => {
        await fs.writeFile(join(folder, "file"), "");
        return { SHARE_DATA_DIR: join(folder, "file", "data") };
      },
      /^SHARE_DATA_DIR: .* no folder/,
    ],
    [
      "its data folder's name is too long",
      async () => ({ SHARE_DATA_DIR: `/tmp/${"x".repeat(300)}` }),
      /^SHARE_DATA_DIR: /,
    ],
    [
      "its data folder can be made by nobody",
      async () => ({ SHARE_DATA_DIR: "/sys/share" }),
      /^SHARE_DATA_DIR: /,
    ],
    [
      "its key is a folder",
      async (folder) => {
        await fs.mkdir(join(folder, "key"));
        return { SHARE_DATA_DIR: folder };
      },
      /key cannot be read \(EISDIR\)/,
    ],
    [
      "its index is a folder",
      async (folder) => {
        await fs.mkdir(join(folder, "index.jsonl"));
        return { SHARE_DATA_DIR: folder };
      },
      /^SHARE_DATA_DIR: .* has a folder where a file belongs/,
    ],
    [
      "its policy is a folder",
      async (folder) => ({ SHARE_DATA_DIR: folder, SHARE_POLICY_FILE: folder }),
      /^SHARE_POLICY_FILE: /,
    ],
    [
      "its host is no address of this machine",
      async (folder) => ({ SHARE_DATA_DIR: folder, SHARE_HOST: "192.0.2.1", SHARE_AUTH: "token" }),
      /^SHARE_HOST: 192\.0\.2\.1 is no address of this machine/,
    ],
    [
      "its host has no such name",
      async (folder) => ({ SHARE_DATA_DIR: folder, SHARE_HOST: "no-such-host.invalid", SHARE_AUTH: "token" }),
      /^SHARE_HOST: the name no-such-host\.invalid cannot be resolved/,
    ],
  ];
  for (const [what, prepare, sentence] of unusable)
    it(`says in one sentence what to do when ${what}`, async function () {
      if (process.platform !== "linux") this.skip();
      const { ended, output } = start(await prepare(newFolder()));
      assert.equal(await ended, 1);
      assert.match(output.stderr, sentence);
      assert.doesNotMatch(output.stderr, /\n\s+at /);
      assert.equal(output.stderr.trim().split("\n").length, 1);
    });

  it("is refused beside another although somebody removed what that holds the folder by, or that one ends first", async () => {
    for (const removed of [["lock.sock"], ["lock"], ["lock", "lock.sock"]]) {
      const dataDir = newFolder();
      const first = start({ SHARE_DATA_DIR: dataDir });
      const client = new TestClient(await first.listening);
      const share = await client.create();
      for (const name of removed) await fs.rm(join(dataDir, name), { force: true });
      const second = start({ SHARE_DATA_DIR: dataDir });
      const secondIsIn = await Promise.race([
        second.listening.then(() => true),
        second.ended.then(() => false),
      ]);
      if (secondIsIn) {
        assert.equal(await first.ended, 1);
        assert.match(first.output.stderr, /is no longer this service's/);
      } else assert.equal(await client.sync(share, [part(1, "goes on")]), 200);
      first.child.kill("SIGKILL");
      second.child.kill("SIGKILL");
      await Promise.all([first.ended, second.ended]);
    }
  });

  it("starts by itself on a folder whose service was killed", async () => {
    const dataDir = newFolder();
    for (let n = 0; n < 3; n++) {
      const { child, listening, ended } = start({ SHARE_DATA_DIR: dataDir });
      await listening;
      child.kill("SIGKILL");
      await ended;
    }
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
