import assert from "node:assert/strict";
import { cp, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import { MemorySecrets } from "../registry/memory-secrets.ts";
import { ShareLab } from "../testing/share-lab.ts";
import { LEASE_PACE, type TestWindow } from "../testing/test-window.ts";
import { until } from "../testing/until.ts";

describe("a share heals by itself", () => {
  let lab: ShareLab;

  beforeEach(async () => {
    lab = await ShareLab.start();
  });

  afterEach(() => lab.stop());

  const status = ({ sharing }: TestWindow) => sharing.list()[0]?.status;
  const isSynced = (window: TestWindow) => status(window)?.phase === "synced";
  const isPaused = (window: TestWindow) => status(window)?.phase === "paused";

  it("after VS Code was started again", async () => {
    const before = await lab.open();
    const record = await lab.share(before);
    await lab.close(before);
    lab.write("while it was closed");
    const after = await lab.open();
    await until(() => lab.isEqual(record, after));
  });

  it("after the service was away for long, without asking it all the time", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    let asked = 0;
    lab.proxy.fault = () => {
      asked += 1;
      return "drop";
    };
    const since = performance.now();
    for (let n = 0; n < 20; n++) lab.write(`part ${n}`);
    await until(() => asked >= 15);
    const longestPauses = (performance.now() - since) / 50;
    assert.ok(asked <= longestPauses + 10, `${asked} tries`);
    assert.ok(isPaused(window));
    lab.proxy.fault = () => "pass";
    await until(() => lab.isEqual(record, window));
    await until(() => isSynced(window));
  });

  it("after the machine slept: requests on dead connections are given up at once", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    await until(() => isSynced(window));
    let hung = 0;
    lab.proxy.fault = () => {
      hung += 1;
      return "hang";
    };
    lab.write("when it fell asleep");
    await until(() => hung > 0);
    lab.proxy.fault = () => "pass";
    const realNow = Date.now;
    try {
      Date.now = () => realNow() + 8 * 3_600_000;
      await until(() => lab.isEqual(record, window));
    } finally {
      Date.now = realNow;
    }
    await until(() => isSynced(window));
  });

  for (const [direction, jump] of [
    ["forth", 400 * 86_400_000],
    ["back", -400 * 86_400_000],
  ] as const)
    it(`while the clock jumps ${direction}`, async () => {
      const window = await lab.open();
      const record = await lab.share(window);
      const realNow = Date.now;
      try {
        Date.now = () => realNow() + jump;
        lab.write("in another time");
        await until(() => lab.isEqual(record, window));
        lab.write("and again");
        await until(() => lab.isEqual(record, window));
      } finally {
        Date.now = realNow;
      }
      lab.write("back in time");
      await until(() => lab.isEqual(record, window));
    });

  it("after the session was deleted and made anew with the same id", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    lab.storage.removeMessage(lab.sessionId, lab.messageId);
    lab.storage.removeSession(lab.sessionId);
    await until(() => isPaused(window));
    assert.ok((await lab.held(record)).size > 0);
    lab.storage.createSession({ id: lab.sessionId, directory: "/work", title: "Anew" });
    lab.storage.putMessage(lab.sessionId, { role: "user", time: { created: 2 } });
    await until(() => lab.isEqual(record, window));
    await until(() => isSynced(window));
  });

  it("after the storage was moved and the setting follows", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    const moved = path.join(lab.folder, "moved");
    lab.storage.close();
    await cp(lab.storage.dataDir, moved, { recursive: true });
    await rm(lab.storage.dataDir, { recursive: true, maxRetries: 10 });
    lab.storage = new SqliteStorage(moved);
    lab.write("in the new place");
    window.moveTo(moved);
    await until(() => lab.isEqual(record, window));
    lab.write("and more");
    await until(() => lab.isEqual(record, window));
    await until(() => isSynced(window));
  });

  it("after the storage was away for a while", async () => {
    const window = await lab.open();
    const record = await lab.share(window);
    const { dataDir } = lab.storage;
    lab.storage.close();
    await rename(dataDir, `${dataDir}-away`);
    window.sharing.checkNow();
    await until(() => isPaused(window));
    assert.equal((await lab.held(record)).size, 3);
    await rename(`${dataDir}-away`, dataDir);
    lab.storage = new SqliteStorage(dataDir);
    lab.write("back again");
    await until(() => lab.isEqual(record, window));
    await until(() => isSynced(window));
  });

  it("while opencode migrates its storage from the JSON tree to a database", async () => {
    await lab.stop();
    lab = await ShareLab.start((dataDir) => new TreeStorage(dataDir));
    const window = await lab.open();
    const record = await lab.share(window);
    lab.write("in the tree");
    await until(() => lab.isEqual(record, window));
    const { contents } = await window.source.read(lab.sessionId);
    const migrated = new SqliteStorage(lab.storage.dataDir);
    migrated.createSession({ id: lab.sessionId, directory: "/work", title: "A session" });
    // By key, messages come before the parts that belong to them.
    for (const [, content] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
      const { sessionID, messageID, ...rest } = content as Record<string, string>;
      if (messageID) migrated.putPart(lab.sessionId, messageID, rest);
      else if (sessionID) migrated.putMessage(lab.sessionId, rest);
    }
    lab.storage = migrated;
    lab.write("in the database");
    await until(async () => JSON.stringify([...(await lab.held(record))]).includes("in the database"));
    await until(() => lab.isEqual(record, window));
    assert.equal((await lab.held(record)).size, 5);
  });

  it("not without its secret, and says so from the start", async () => {
    const before = await lab.open();
    const record = await lab.share(before);
    await lab.close(before);
    const window = await lab.open({ secrets: new MemorySecrets() });
    await until(() => {
      const now = status(window);
      return now?.phase === "paused" && now.cause === "secret" && /share the session again/.test(now.message);
    });
    assert.equal(await window.registry.hasSecret(record.shareId), false);
  });

  it("once the secret storage can be read again, and says meanwhile that it cannot", async () => {
    const before = await lab.open();
    const record = await lab.share(before);
    await lab.close(before);
    let isLocked = true;
    const get = async (key: string) => {
      if (isLocked) throw new Error("the keyring is locked");
      return lab.secrets.get(key);
    };
    const window = await lab.open({ secrets: Object.assign(new MemorySecrets(), { get }) });
    await until(() => isPaused(window));
    isLocked = false;
    lab.write("while it was locked");
    window.sharing.checkNow();
    await until(() => lab.isEqual(record, window));
  });
});

describe("a share on a machine that cannot remember it", () => {
  let lab: ShareLab;

  beforeEach(async () => {
    lab = await ShareLab.start();
  });

  afterEach(() => lab.stop());

  const obstacles: Record<string, () => Promise<Parameters<ShareLab["open"]>[0]>> = {
    "a home that cannot be written": async () => {
      const file = path.join(lab.folder, "read-only");
      await writeFile(file, "");
      return { globalStorage: file };
    },
    "a secret storage that cannot be used": async () => {
      const store = () => Promise.reject(new Error("no keyring"));
      return { secrets: Object.assign(new MemorySecrets(), { store }) };
    },
  };
  for (const [obstacle, arrange] of Object.entries(obstacles)) {
    it(`is not made without asking, with ${obstacle}`, async () => {
      const window = await lab.open(await arrange());
      await assert.rejects(lab.share(window), { name: "CannotRememberError" });
      assert.deepEqual(lab.proxy.requests, []);
    });

    it(`is not made, and nobody is asked, where nobody has asked for it, with ${obstacle}`, async () => {
      const mayForget = () => assert.fail("nobody is there");
      const window = await lab.open({ ...(await arrange()), mayForget });
      await assert.rejects(lab.share(window, { isUnattended: true }), { name: "CannotRememberError" });
      assert.deepEqual(lab.proxy.requests, []);
    });

    it(`lives until the window closes, with ${obstacle}`, async () => {
      const window = await lab.open({ ...(await arrange()), mayForget: async () => true });
      const record = await lab.share(window);
      lab.write("more");
      await until(() => lab.isEqual(record, window));
      await window.sharing.endEphemeral();
      await assert.rejects(lab.held(record), { code: "revoked" });
      assert.deepEqual(window.registry.list(), []);
    });
  }

  it("is kept up all the same where windows can take no turns, which is said once, with a way out", async () => {
    await mkdir(lab.globalStorage, { recursive: true });
    // A link to nowhere is a folder in which nothing can be written, for whoever tries.
    for (const name of ["leases", "windows"])
      await symlink(path.join(lab.folder, "no", "where"), path.join(lab.globalStorage, name), "dir");
    const window = await lab.open();
    const record = await lab.share(window);
    lab.write("more");
    await until(() => lab.isEqual(record, window));
    await new Promise((resolve) => setTimeout(resolve, 5 * LEASE_PACE.beatMs));
    const said = new Set(window.reports);
    assert.equal(said.size, window.reports.length);
    assert.equal(said.size, 1, [...said].join("\n"));
    for (const message of said) assert.match(message, /cannot be written .* Make it writable/);
    await window.sharing.unshare(record.shareId);
    await assert.rejects(lab.held(record), { code: "revoked" });
  });
});
