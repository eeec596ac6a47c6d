import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { CookieBrowser } from "../../fixtures/cookie-browser.ts";
import { makeTokens } from "../../fixtures/personal-tokens.ts";
import { ServiceProcess } from "../../fixtures/service-process.ts";
import { routePath, routes } from "../../protocol/routes.ts";
import { closeStores, openStores } from "../storage/stores.ts";
import { Database } from "../store/postgres/database.ts";
import { put, sampleMeta } from "../testing/sample.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { part, TestClient } from "../testing/test-client.ts";
import { emptyDatabase } from "../testing/test-databases.ts";

const cli = join(import.meta.dirname, "..", "admin", "cli", "main.ts");
const NODE_FLAGS = ["--disable-warning=ExperimentalWarning"];

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("a service that is copied, as processes", () => {
  const newFolder = temporaryFolders();
  const running: ServiceProcess[] = [];
  const copying: ChildProcess[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.kill()));
    for (const child of copying.splice(0)) await kill(child);
  });

  const start = async (env: Record<string, string>, dataDir = newFolder()) => {
    const service = await ServiceProcess.start({ dataDir, env });
    running.push(service);
    return service;
  };
  const admin = (...args: string[]) =>
    new Promise<Ran>((resolve) => {
      execFile(
        process.execPath,
        [...NODE_FLAGS, cli, ...args],
        { env: { PATH: process.env.PATH } },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  const copy = async (from: string, to: string) => {
    const { code, stdout, stderr } = await admin("copy", "--from", from, "--to", to);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Copied .*Both are the same: [\da-f]{64}\n$/);
    return stdout;
  };

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Begins to copy and is killed as soon as some of it is there. */
  async function copyUntil(from: string, to: string, isBegun: () => Promise<boolean>): Promise<void> {
    const child = spawn(process.execPath, [...NODE_FLAGS, cli, "copy", "--from", from, "--to", to], {
      env: { PATH: process.env.PATH },
      stdio: "ignore",
    });
    copying.push(child);
    while (!(await isBegun())) {
      assert.equal(child.exitCode, null, "it has ended before it was killed");
      await setTimeout(5);
    }
    await kill(child);
  }

  async function ask(url: string, path: string, headers: Record<string, string>, init: RequestInit = {}) {
    const response = await fetch(url + path, {
      ...init,
      headers: { ...headers, ...(init.body ? { "content-type": "application/json" } : {}) },
    });
    return { status: response.status, text: await response.text() };
  }

  const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });

  async function signedIn(url: string, token: string): Promise<{ browser: CookieBrowser; cookie: string }> {
    const browser = new CookieBrowser();
    await browser.open(`${url}/auth/login?return=${encodeURIComponent("/healthz")}`);
    await browser.submit({ token });
    const cookies = browser.received.map((text) => text.split(";")[0] ?? "");
    return { browser, cookie: cookies.join("; ") };
  }

  it("is the same to everybody in a database, and again in a folder: links, secrets, tokens, sessions, audit", async () => {
    const first = newFolder();
    const token = { SHARE_AUTH: "token" };
    const [ann = "", bo = "", root = ""] = await makeTokens(first, [
      { id: "ann" },
      { id: "bo" },
      { id: "root", role: "admin" },
    ]);
    const service = await start(token, first);
    const make = async () => {
      const body = JSON.stringify({ sessionId: "ses_sample", title: "moves along", audience: "link" });
      const { text, status } = await ask(service.url, routes.createShare.path, bearer(ann), {
        method: "POST",
        body,
      });
      assert.equal(status, 201, text);
      return JSON.parse(text) as { shareId: string; secret: string };
    };
    const [share, ended] = [await make(), await make()];
    const sync = (url: string, n: number, text: string) =>
      ask(url, routePath(routes.syncShare, share.shareId), bearer(share.secret), {
        method: "POST",
        body: JSON.stringify({ entries: [part(n, text)] }),
      });
    assert.equal((await sync(service.url, 1, "in the folder")).status, 200);
    const remove = { method: "DELETE" };
    await ask(service.url, routePath(routes.deleteShare, ended.shareId), bearer(ended.secret), remove);
    const [session, over] = [await signedIn(service.url, ann), await signedIn(service.url, bo)];
    await over.browser.post(`${service.url}/auth/logout`, {});
    const { id } = JSON.parse(
      (await admin("tokens", "list", "--json", "--data-dir", first, "--user", "bo")).stdout,
    )[0];
    assert.equal((await admin("tokens", "revoke", id, "--data-dir", first)).code, 0);
    await service.stop();

    async function assertSame(url: string, known: RegExp): Promise<void> {
      const read = await ask(url, routePath(routes.readShare, share.shareId), {});
      assert.match(read.text, known);
      assert.equal((await ask(url, routePath(routes.readShare, ended.shareId), {})).status, 410);
      const me = async (headers: Record<string, string>) => (await ask(url, routes.me.path, headers)).text;
      assert.match(await me(bearer(ann)), /"id":"ann"/);
      assert.doesNotMatch(await me(bearer(bo)), /"id":"bo"/);
      assert.match(await me({ cookie: session.cookie }), /"id":"ann"/);
      assert.doesNotMatch(await me({ cookie: over.cookie }), /"id":"bo"/);
      const audit = await ask(url, "/api/admin/audit", bearer(root));
      const actions = audit.text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).action);
      assert.deepEqual(actions.filter((action) => action === "share.created").length, 2, audit.text);
      assert.ok(actions.includes("token.revoked"));
    }

    const url = await emptyDatabase();
    await copy(first, url);
    const second = await start({ ...token, SHARE_DATABASE_URL: url });
    await assertSame(second.url, /in the folder/);
    assert.equal((await sync(second.url, 2, "in the database")).status, 200);
    const refused = await admin("copy", "--from", url, "--to", newFolder());
    assert.match(refused.stderr, /--from: a service, or another copy, runs on the database/);
    await second.stop();
    const last = newFolder();
    await copy(url, last);
    const third = await start(token, last);
    await assertSame(third.url, /in the folder.*in the database/);
    assert.equal((await sync(third.url, 3, "home again")).status, 200);
    const busy = await admin("copy", "--from", last, "--to", newFolder());
    assert.match(busy.stderr, /--from: a service, or another copy, runs on the data folder/);
  });

  it("is finished by the same command after it was killed, and served by nobody before", async () => {
    const first = newFolder();
    const stores = await openStores(first);
    await stores.key();
    for (let n = 0; n < 150; n++) {
      const meta = sampleMeta();
      await stores.shares.create(meta);
      await stores.shares.append(meta.shareId, [put(1, `text ${n}`), put(2, "x".repeat(20_000))]);
    }
    await closeStores(stores);

    const url = await emptyDatabase();
    const database = new Database({ url, connections: 1 });
    const shares = async () => {
      const [row] = await database
        .query<{ shares: number }>("SELECT count(*) AS shares FROM share")
        .catch(() => []);
      return row?.shares ?? 0;
    };
    await copyUntil(first, url, async () => (await shares()) >= 20);
    const there = await shares();
    assert.ok(there < 150, "some are missing");
    await assert.rejects(start({ SHARE_DATABASE_URL: url }), /SHARE_DATABASE_URL: a copy .* is not finished/);
    const listed = await admin("shares", "list", "--data-dir", first);
    assert.equal(listed.code, 0, "the first one is as it was");
    assert.match(await copy(first, url), /^Copied 150 shares/);
    await database.close();
    await (await start({ SHARE_DATABASE_URL: url })).stop();

    const last = join(newFolder(), "data");
    const files = async () => readdirSync(join(last, "shares")).length;
    await copyUntil(url, last, () =>
      files().then(
        (count) => count >= 20,
        () => false,
      ),
    );
    await assert.rejects(start({}, last), /SHARE_DATA_DIR: a copy .* is not finished/);
    const refused = await admin("shares", "list", "--data-dir", last);
    assert.match(refused.stderr, /a copy .* is not finished/);
    assert.match(await copy(url, last), /^Copied 150 shares/);
    await start({}, last);
  });

  it("is backed up while it is served from a database, and restored to a folder or a database", async () => {
    const url = await emptyDatabase();
    const service = await start({ SHARE_DATABASE_URL: url });
    const client = new TestClient(service.url);
    const share = await client.create();
    await client.sync(share, [part(1, "before the backup")]);
    const backup = join(newFolder(), "backup");
    const at = (place: Record<string, string>, ...args: string[]) =>
      promisify(execFile)(process.execPath, [...NODE_FLAGS, cli, ...args], {
        env: { PATH: process.env.PATH, ...place },
      });
    assert.match((await at({ SHARE_DATABASE_URL: url }, "backup", backup)).stdout, /^Copied 1 share/);
    assert.match((await at({ SHARE_DATA_DIR: backup }, "verify")).stdout, /^All whole/);
    await client.sync(share, [part(2, "after it")]);
    await service.stop();
    const [dataDir, other] = [join(newFolder(), "data"), await emptyDatabase()];
    for (const place of [{ SHARE_DATA_DIR: dataDir }, { SHARE_DATABASE_URL: other }]) {
      await at(place, "restore", backup);
      const restored = new TestClient((await start(place as Record<string, string>, dataDir)).url);
      const text = await (await restored.read(share.shareId)).text();
      assert.match(text, /before the backup/);
      assert.doesNotMatch(text, /after it/);
      assert.equal(await restored.sync(share, [part(3, "and on")]), 200);
    }
    const busy = await admin("backup", newFolder(), "--data-dir", dataDir);
    assert.match(
      busy.stderr,
      /^SHARE_DATA_DIR: a service, or another copy, runs on the data folder .* Stop it first/,
    );
    const taken = await admin("restore", backup, "--data-dir", backup);
    assert.match(taken.stderr, /name the same/);
  });

  it("takes the password of a database from where PostgreSQL's own programs do", async () => {
    const first = newFolder();
    const stores = await openStores(first);
    await stores.key();
    await stores.shares.create(sampleMeta());
    await closeStores(stores);
    const url = new URL(await emptyDatabase());
    const PGPASSWORD = url.password;
    url.password = "";
    const env = { PATH: process.env.PATH, PGPASSWORD };
    const args = [...NODE_FLAGS, cli, "copy", "--from", first, "--to", url.href];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    assert.match(stdout, /^Copied 1 share,/);
  });

  it("is told by name what was not written as it should be, and never a password", async () => {
    for (const args of [
      ["copy", "--from", "postgres://ann:s3cret@127.0.0.1:1/share", "--to", newFolder()],
      ["copy", "--from", "mysql://ann:s3cret@127.0.0.1:1/share", "--to", newFolder()],
      ["copy", "--from", newFolder(), "postgres://ann:s3cret@127.0.0.1:1/share"],
      ["postgres://ann:s3cret@127.0.0.1:1/share"],
      ["copy", "--form=postgres://ann:s3cret@127.0.0.1:1/share"],
    ]) {
      const { code, stdout, stderr } = await admin(...args);
      assert.notEqual(code, 0);
      assert.doesNotMatch(stdout + stderr, /s3cret/);
      assert.notEqual(stderr, "");
    }
  });
});
