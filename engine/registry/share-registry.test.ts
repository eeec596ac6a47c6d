import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unfitFiles } from "../../fixtures/unfit-files.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { isLive, type LocalShare } from "./local-share.ts";
import { MemorySecrets } from "./memory-secrets.ts";
import { RecordFiles } from "./record-files.ts";
import type { Secrets } from "./secrets.ts";
import { ShareRegistry } from "./share-registry.ts";

const record = (letter: string): LocalShare => ({
  shareId: letter.repeat(43),
  sessionId: `ses_${letter}`,
  serviceUrl: "https://share.example",
  shareUrl: `https://share.example/share/${letter.repeat(43)}`,
  title: "A session",
  directory: "/work",
  createdAt: 1,
  expiresAt: null,
  phase: "shared",
});

describe("the registry of shares", () => {
  let folder: string;
  let secrets: Secrets;
  let reports: string[];
  let registries: ShareRegistry[];

  const open = async (at = folder) => {
    const report = (message: string) => void reports.push(message);
    const records = new RecordFiles({ folder: path.join(at, "shares"), watchFiles, report });
    const registry = new ShareRegistry({ records, secrets, report });
    registries.push(registry);
    await registry.load();
    return registry;
  };
  const fileOf = ({ shareId }: LocalShare) => path.join(folder, "shares", `${shareId}.json`);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "registry-"));
    secrets = new MemorySecrets();
    reports = [];
    registries = [];
  });

  afterEach(async () => {
    for (const registry of registries) registry.dispose();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  it("tells the other windows what one of them adds, changes and removes", async () => {
    const [a, b] = [await open(), await open()];
    let changes = 0;
    b.onDidChange(() => (changes += 1));
    await a.add(record("a"), "secret");
    await until(() => b.list().length === 1);
    assert.deepEqual(b.list(), a.list());
    assert.equal(await b.secret(record("a").shareId), "secret");
    await a.setPhase(record("a").shareId, "ending");
    await until(() => b.list()[0]?.phase === "ending");
    await b.remove(record("a").shareId);
    await until(() => a.list().length === 0);
    assert.equal(changes, 3);
    assert.equal(await a.secret(record("a").shareId), undefined);
  });

  it("has a record only of a share whose secret it has: the secret is stored first", async () => {
    const { shareId } = record("a");
    const seen: (string | undefined)[] = [];
    const records = new RecordFiles({ folder: path.join(folder, "shares"), watchFiles, report: assert.fail });
    const write = records.write.bind(records);
    records.write = async (written) => {
      seen.push(await registry.secret(written.shareId));
      await write(written);
    };
    const registry = new ShareRegistry({ records, secrets });
    registries.push(registry);
    await registry.add(record("a"), "secret");
    assert.deepEqual(seen, ["secret"]);

    const store = secrets.store.bind(secrets);
    secrets.store = () => Promise.reject(new Error("the keyring is locked"));
    await assert.rejects(registry.add(record("b"), "secret"), /the keyring is locked/);
    secrets.store = store;
    assert.deepEqual(
      registry.list().map((known) => known.shareId),
      [shareId],
    );
  });

  it("tells a share, and its secret, only of the service that has it", async () => {
    const registry = await open();
    await registry.add(record("a"), "secret");
    const elsewhere = { ...record("a"), serviceUrl: "https://other.example" };
    assert.deepEqual([registry.at(record("a")), registry.at(elsewhere)], [record("a"), undefined]);
    assert.equal(await registry.secretOf(record("a")), "secret");
    assert.equal(await registry.secretOf(elsewhere), undefined);
  });

  it("loses nothing when many windows write at once", async () => {
    const windows = await Promise.all([..."abcdefgh"].map(() => open()));
    await Promise.all(windows.map((window, n) => window.add(record("abcdefgh"[n] ?? ""), "secret")));
    for (const window of windows) await until(() => window.list().length === 8);
  });

  it("keeps what cannot be read for a moment", async () => {
    const registry = await open();
    await registry.add(record("a"), "secret");
    await registry.add(record("b"), "secret");
    const file = fileOf(record("a"));
    // In one step: whoever looked between two would find it removed.
    const unreadable = path.join(folder, "unreadable");
    await symlink(folder, unreadable, "junction");
    await rename(unreadable, file);
    await registry.refresh();
    assert.equal(registry.ofSession("ses_a")?.shareId, record("a").shareId);
    assert.match(reports.join(), /cannot be read now/);
    await rm(file);
    await registry.refresh();
    assert.deepEqual(registry.list(), [record("b")]);
  });

  it("does not bring back what was removed when its folder cannot be read later", async () => {
    const shares = path.join(folder, "shares");
    const files = new RecordFiles({ folder: shares, watchFiles, report: (message) => reports.push(message) });
    for (const letter of ["a", "b"]) await files.write(record(letter));
    assert.equal((await files.readAll()).length, 2);
    await files.remove(record("a").shareId);
    assert.deepEqual(await files.readAll(), [record("b")]);
    await rename(shares, `${shares}-away`);
    await writeFile(shares, "no folder");
    assert.deepEqual(await files.readAll(), [record("b")]);
    assert.match(reports.join(), /cannot be listed now/);
  });

  it("finds everything again after a restart", async () => {
    await (await open()).add(record("a"), "secret");
    assert.deepEqual((await open()).list(), [record("a")]);
  });

  it("keeps fields that it does not know", async () => {
    const registry = await open();
    await registry.add(record("a"), "secret");
    await writeFile(fileOf(record("a")), JSON.stringify({ ...record("a"), later: { version: 2 } }));
    await registry.setPhase(record("a").shareId, "ending");
    const kept = JSON.parse(await readFile(fileOf(record("a")), "utf8"));
    assert.deepEqual(kept, { ...record("a"), phase: "ending", later: { version: 2 } });
  });

  it("takes no readership or mode of a later version for one that it knows, and keeps its word", async () => {
    const registry = await open();
    await registry.add(record("a"), "secret");
    const later = { ...record("a"), audience: "team", mode: "mirrored" };
    await writeFile(fileOf(record("a")), JSON.stringify(later));
    await registry.refresh();
    const [seen] = registry.list();
    assert.deepEqual([seen?.audience, seen?.mode, seen && isLive(seen)], ["unknown", "unknown", false]);
    await registry.setPhase(record("a").shareId, "ending");
    const kept = JSON.parse(await readFile(fileOf(record("a")), "utf8"));
    assert.deepEqual(kept, { ...later, phase: "ending" });
  });

  it("takes no link from a file but the share's own, and no title that is longer than titles are", async () => {
    const registry = await open();
    const shareUrl = "command:workbench.action.terminal.new";
    await mkdir(path.dirname(fileOf(record("a"))), { recursive: true });
    await writeFile(
      fileOf(record("a")),
      JSON.stringify({ ...record("a"), shareUrl, title: "T".repeat(100_000) }),
    );
    await registry.refresh();
    const [found] = registry.list();
    assert.deepEqual([found?.shareUrl, found?.title.length], [record("a").shareUrl, 500]);
  });

  for (const { name, place } of unfitFiles)
    it(`passes over ${name} and goes on`, async () => {
      const registry = await open();
      await registry.add(record("a"), "secret");
      place(fileOf(record("b")));
      await registry.refresh();
      assert.deepEqual(registry.list(), [record("a")]);
      assert.equal(reports.filter((report) => report.includes(record("b").shareId)).length, 1);
    });

  const broken: Record<string, string> = {
    "an empty file": "",
    "half a record": JSON.stringify(record("b")).slice(0, 80),
    "something else": '{"version":1}',
    "another share's record": JSON.stringify(record("c")),
    "a phase of the future": JSON.stringify({ ...record("b"), phase: "frozen" }),
  };
  for (const [what, text] of Object.entries(broken))
    it(`passes over ${what}, says so once and leaves the file alone`, async () => {
      await mkdir(path.dirname(fileOf(record("a"))), { recursive: true });
      await writeFile(fileOf(record("a")), JSON.stringify(record("a")));
      await writeFile(fileOf(record("b")), text);
      const registry = await open();
      await registry.refresh();
      assert.deepEqual(registry.list(), [record("a")]);
      assert.equal(reports.filter((report) => report.includes(record("b").shareId)).length, 1);
      await registry.remove(record("a").shareId);
      assert.equal(await readFile(fileOf(record("b")), "utf8"), text);
    });

  it("writes for its user's eyes only, no secret, and leaves no other file behind", async () => {
    const registry = await open();
    await registry.add(record("a"), "the-owner-secret");
    await registry.setPhase(record("a").shareId, "ending");
    assert.deepEqual(await readdir(path.join(folder, "shares")), [path.basename(fileOf(record("a")))]);
    assert.ok(!(await readFile(fileOf(record("a")), "utf8")).includes("the-owner-secret"));
    if (process.platform !== "win32") assert.equal((await stat(fileOf(record("a")))).mode & 0o777, 0o600);
  });

  it("says beforehand when a share cannot be remembered, and keeps one for this window alone", async () => {
    const file = path.join(folder, "no-folder");
    await writeFile(file, "");
    const registry = await open(file);
    await assert.rejects(registry.check(), { name: "CannotRememberError" });
    await registry.add(record("a"), "secret", { ephemeral: true });
    assert.deepEqual(registry.list(), [record("a")]);
    await registry.setPhase(record("a").shareId, "ending");
    assert.equal(registry.list()[0]?.phase, "ending");
    assert.equal(await registry.secret(record("a").shareId), "secret");
    assert.deepEqual(registry.listEphemeral(), [record("a").shareId]);
    await registry.remove(record("a").shareId);
    assert.deepEqual(registry.list(), []);
  });

  const useless: Record<string, Partial<Secrets>> = {
    "refuses to store": { store: () => Promise.reject(new Error("no keyring")) },
    "refuses to read": { get: () => Promise.reject(new Error("locked")) },
    "forgets at once": { get: async () => undefined },
  };
  for (const [how, fault] of Object.entries(useless))
    it(`says so beforehand when the secret storage ${how}`, async () => {
      secrets = Object.assign(new MemorySecrets(), fault);
      await assert.rejects((await open()).check(), { name: "CannotRememberError" });
    });

  it("leaves no trace of having checked", async () => {
    await (await open()).check();
    assert.deepEqual(await readdir(path.join(folder, "shares")), []);
  });

  it("has no secret when the secret storage cannot be read, and says why", async () => {
    secrets = Object.assign(new MemorySecrets(), { get: () => Promise.reject(new Error("locked")) });
    assert.equal(await (await open()).secret("a"), undefined);
    assert.match(reports.join(), /locked/);
  });
});
