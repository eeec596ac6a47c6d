import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AdminShare } from "../../../protocol/admin.ts";
import type { AuditRecord } from "../../../protocol/audit.ts";
import { ADMIN_KEY_PREFIX } from "../../../protocol/identity.ts";
import { routePath, routes } from "../../../protocol/routes.ts";
import { hashSecret } from "../../identity/tokens.ts";
import { referenceOf } from "../../store/reference.ts";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { part, TestClient } from "../../testing/test-client.ts";

const cli = join(import.meta.dirname, "main.ts");
const service = join(import.meta.dirname, "../../main.ts");

describe("the admin's command line, as a process", () => {
  const newFolder = temporaryFolders();
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill("SIGKILL");
      await once(child, "exit");
    }
  });

  async function start(dataDir: string, env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [service], {
      env: { PATH: process.env.PATH, SHARE_PORT: "0", SHARE_DATA_DIR: dataDir, SHARE_AUTH: "token", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    children.push(child);
    for (let output = ""; ; ) {
      output += String((await once(child.stdout, "data"))[0]);
      const url = /^listening on (http:\S+)$/m.exec(output)?.[1];
      if (url) return { url, child };
    }
  }

  async function stop({ child }: { child: ChildProcess }) {
    child.kill("SIGTERM");
    await once(child, "exit");
  }

  function admin(dataDir: string, ...args: string[]) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        ["--disable-warning=ExperimentalWarning", cli, ...args],
        { env: { PATH: process.env.PATH, SHARE_DATA_DIR: dataDir } },
        (error, stdout, stderr) => resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });
  }

  async function ask(url: string, token: string, path: string, method = "GET", body?: object) {
    return fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  }

  const newToken = ["tokens", "create", "--user", "u@acme.test", "--org", "acme"];
  const TOKEN = /^ocs_pat_[A-Za-z0-9_-]{43}\n$/;

  it("makes nothing while the audit cannot be written, and says what it has ended without a record", async () => {
    const folder = newFolder();
    const create = () => admin(folder, "tokens", "create", "--user", "ann", "--org", "acme");
    const token = (await create()).stdout.trim();
    renameSync(join(folder, "audit"), join(folder, "audit.aside"));
    writeFileSync(join(folder, "audit"), "not a folder");
    const refused = await create();
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /nothing was changed/);
    const revoked = await admin(folder, "tokens", "revoke", hashSecret(token).slice(0, 12));
    assert.equal(revoked.code, 1);
    assert.match(revoked.stderr, /was done.* 1 of its records/s);
    rmSync(join(folder, "audit"));
    renameSync(join(folder, "audit.aside"), join(folder, "audit"));
    assert.equal((await admin(folder, "tokens", "list", "--json")).stdout.includes("ann"), false);
  });

  it("makes a token before the first start, prints only that, and the service knows it", async () => {
    const dataDir = join(newFolder(), "not-there-yet");
    const made = await admin(dataDir, ...newToken, "--admin", "--group", "dev", "--group", "ops");
    assert.equal(made.code, 0, made.stderr);
    assert.match(made.stdout, TOKEN);
    assert.ok(!made.stderr.includes(made.stdout.trim()));
    const token = made.stdout.trim();
    for (const name of ["tokens.jsonl", "index.jsonl"])
      assert.ok(!readFileSync(join(dataDir, name), "utf8").includes(token.slice(8)), name);
    const running = await start(dataDir);
    const { user } = (await (await ask(running.url, token, routes.me.path)).json()) as { user: object };
    assert.deepEqual(user, {
      id: "u@acme.test",
      email: "u@acme.test",
      org: "acme",
      groups: ["dev", "ops"],
      role: "admin",
    });
    assert.equal((await ask(running.url, token, "/api/admin/users")).status, 200);
  });

  it("works on a running service: a new token counts at once, and a revoked one no more at once", async () => {
    const dataDir = newFolder();
    const running = await start(dataDir);
    const made = await admin(dataDir, ...newToken, "--days", "3", "--json");
    assert.equal(made.code, 0, made.stderr);
    const { token, id } = JSON.parse(made.stdout) as { token: string; id: string };
    assert.equal((await ask(running.url, token, routes.me.path)).status, 200);
    assert.match(
      (await admin(dataDir, "tokens", "list")).stdout,
      new RegExp(`^${id} +acme +u@acme.test +member`, "m"),
    );
    assert.equal((await admin(dataDir, "tokens", "revoke", id)).code, 0);
    assert.equal((await ask(running.url, token, routes.me.path)).status, 401);
    const again = await admin(dataDir, "tokens", "revoke", id);
    assert.deepEqual(
      [again.code, again.stderr],
      [1, "There is no such token, or it was revoked already. List the tokens.\n"],
    );
  });

  for (const state of ["running", "stopped"] as const)
    it(`lists, shows, measures, revokes, purges, verifies and exports with a ${state} service`, async () => {
      const dataDir = newFolder();
      let running = await start(dataDir);
      const token = (await admin(dataDir, ...newToken, "--name", "Uma")).stdout.trim();
      const create = async () => {
        const body = { sessionId: "ses_1", title: "TOP-TITLE" };
        const response = await ask(running.url, token, routes.createShare.path, "POST", body);
        return (await response.json()) as { shareId: string; shareUrl: string; secret: string };
      };
      const [one, two] = [await create(), await create()];
      const sync = routePath(routes.syncShare, one.shareId);
      await ask(running.url, one.secret, sync, "POST", { entries: [part(1, "TOP-CONTENT")] });
      if (state === "stopped") await stop(running);

      const outputs: string[] = [];
      const run = async (...args: string[]) => {
        const result = await admin(dataDir, ...args);
        assert.equal(result.code, 0, `${args.join(" ")}: ${result.stderr}`);
        outputs.push(result.stdout, result.stderr);
        return result;
      };
      const listed = JSON.parse((await run("shares", "list", "--json")).stdout) as AdminShare[];
      assert.deepEqual(
        new Set(listed.map(({ reference }) => reference)),
        new Set([one, two].map(({ shareId }) => referenceOf(shareId))),
      );
      assert.equal((await run("shares", "list", "--owner", "uma")).stdout.trim().split("\n").length, 3);
      assert.match((await run("shares", "show", one.shareUrl)).stdout, /^owner {7}Uma \(u@acme\.test\)$/m);
      assert.match((await run("usage")).stdout, /^acme +u@acme\.test +2 /m);
      assert.match((await run("users", "list")).stdout, /^acme +u@acme\.test +Uma +member +1 +2$/m);
      assert.match((await run("purge")).stdout, /^Deleted 0 expired shares, 0 old tombstones and 0 /);
      assert.match((await run("verify")).stdout, /^All whole: \d+ records in 6 journals\.$/m);
      await run("shares", "revoke", referenceOf(one.shareId));
      assert.ok(!existsSync(join(dataDir, "shares", `${one.shareId}.jsonl`)));
      await run("shares", "revoke", two.shareUrl);
      const lines = (await run("audit", "export", "--since", "2020-01-01", "--actor", "cli")).stdout
        .trim()
        .split("\n");
      const records = lines.map((line) => JSON.parse(line) as AuditRecord);
      assert.equal(records.filter(({ action }) => action === "share.revoked").length, 2);
      assert.ok(records.every(({ actor, org }) => actor === "cli" && org === undefined));

      for (const hidden of ["TOP-", one.shareId, two.shareId, one.secret, token])
        for (const output of outputs) assert.ok(!output.includes(hidden), `${hidden} in ${output}`);
      if (state === "stopped") running = await start(dataDir);
      for (const { shareId } of [one, two])
        assert.equal((await ask(running.url, token, routePath(routes.readShare, shareId))).status, 410);
    });

  it("works where nobody signs in", async () => {
    const dataDir = newFolder();
    const running = await start(dataDir, { SHARE_AUTH: "none" });
    const client = new TestClient(running.url);
    const share = await client.create();
    assert.match((await admin(dataDir, "shares", "list")).stdout, new RegExp(referenceOf(share.shareId)));
    assert.equal((await admin(dataDir, "shares", "revoke", share.shareUrl)).code, 0);
    assert.equal((await client.read(share.shareId)).status, 410);
    for (const command of ["verify", "purge", "usage"]) assert.equal((await admin(dataDir, command)).code, 0);
  });

  it("is told the service's address and a key by a file that nobody else may read, while the service runs", async () => {
    const dataDir = newFolder();
    const path = join(dataDir, "admin.json");
    const running = await start(dataDir);
    const { url, key } = JSON.parse(readFileSync(path, "utf8")) as { url: string; key: string };
    assert.equal(url, running.url);
    assert.ok(key.startsWith(ADMIN_KEY_PREFIX));
    if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal((await ask(url, key, "/api/admin/users")).status, 200);
    assert.equal((await ask(url, key, routes.createShare.path, "POST", { sessionId: "s" })).status, 401);
    assert.equal((await ask(url, key, routes.me.path)).status, 401);
    await stop(running);
    assert.ok(!existsSync(path));
    const next = await start(dataDir);
    assert.equal((await ask(next.url, key, "/api/admin/users")).status, 401);
  });

  it("needs no word of a service that was killed", async () => {
    const dataDir = newFolder();
    const running = await start(dataDir);
    running.child.kill("SIGKILL");
    await once(running.child, "exit");
    assert.ok(existsSync(join(dataDir, "admin.json")));
    assert.match((await admin(dataDir, ...newToken)).stdout, TOKEN);
  });

  it("says with its exit code, and in words, that a journal is damaged", async () => {
    const dataDir = newFolder();
    const running = await start(dataDir, { SHARE_AUTH: "none" });
    const client = new TestClient(running.url);
    const share = await client.create();
    await client.sync(share, [part(1, "one")]);
    await client.sync(share, [part(2, "two")]);
    await stop(running);
    const path = join(dataDir, "shares", `${share.shareId}.jsonl`);
    writeFileSync(path, readFileSync(path, "utf8").replace('"one"', '"two"'));
    const { code, stdout, stderr } = await admin(dataDir, "verify");
    assert.equal(code, 1);
    assert.equal(stdout, `${referenceOf(share.shareId)}: line 2: the checksum is wrong\n`);
    assert.match(stderr, /^1 journal damaged/);
  });

  const wrong: [string, string[], RegExp][] = [
    ["nothing", [], /tokens create --user ID/],
    ["an unknown command", ["shares", "steal"], /There is no command “shares steal”/],
    ["an unknown option", ["usage", "--all"], /--all/],
    ["an option of another command", ["usage", "--days", "3"], /--days does not belong here\. Write: usage/],
    ["a missing option", ["tokens", "create", "--user", "u"], /--org is missing/],
    ["a missing name", ["shares", "show"], /Something is missing\. Write: shares show/],
    ["a word too many", ["verify", "now"], /“now” is too much/],
    ["two roles", [...newToken, "--admin", "--org-admin"], /either --admin or --org-admin/],
    ["no number", [...newToken, "--days", "soon"], /--days takes a whole number/],
    ["no date", ["audit", "export", "--since", "yesterday"], /--since takes a date/],
  ];
  it("says what is wrong with a command that makes no sense, with exit code 2", async () => {
    const dataDir = newFolder();
    for (const [what, args, message] of wrong) {
      const { code, stdout, stderr } = await admin(dataDir, ...args);
      assert.deepEqual([code, stdout], [2, ""], what);
      assert.match(stderr, message, what);
      assert.doesNotMatch(stderr, /\n\s+at /, what);
    }
  });

  it("says in one sentence that a data folder cannot be used", async () => {
    const file = join(newFolder(), "file");
    writeFileSync(file, "");
    const { code, stderr } = await admin(file, "shares", "list");
    assert.equal(code, 1);
    assert.match(stderr, /^SHARE_DATA_DIR: .* something that is no folder\. Choose another\.\n$/);
  });

  it("takes a reference that begins with a dash for one", async () => {
    const dataDir = newFolder();
    await admin(dataDir, ...newToken);
    const shown = await admin(dataDir, "shares", "show", "-pVGAYRHGL0a");
    assert.equal(shown.code, 1, shown.stderr);
    assert.match(shown.stderr, /no such share/i);
  });

  it("makes no folder where it should look into one, and takes no nonsense for a question", async () => {
    const dataDir = join(newFolder(), "typo");
    const { code, stderr } = await admin(dataDir, "shares", "list");
    assert.deepEqual([code, existsSync(dataDir)], [1, false]);
    assert.match(stderr, /There is no data folder .*typo\. Name the service's with --data-dir/);
    const refused = await admin(newFolder(), "audit", "export", "--action", "all");
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^The request does not fit\. action: /);
    assert.equal((await admin(dataDir, "--help")).code, 0);
  });
});
