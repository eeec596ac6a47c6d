import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionSource } from "../sources/session-source.ts";
import { watchFiles } from "../sources/watch-files.ts";
import { AutoShare, type AutoShareDeps } from "./auto-share.ts";
import type { Memory } from "./share-registry.ts";
import { until } from "./testing/until.ts";
import { workspaceSessions } from "./workspace-sessions.ts";

const WORK = "/work";

describe("automatic sharing", () => {
  let folder: string;
  let storage: SqliteStorage;
  let source: SessionSource & { dispose(): void };
  let memory: Memory;
  let auto: AutoShare;
  let shared: string[];
  let checks: number;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "auto-"));
    storage = new SqliteStorage(path.join(folder, "opencode"));
    source = openOpencodeSource(findStorage({ storagePath: storage.dataDir, env: {} }), { watchFiles });
    const values = new Map<string, unknown>();
    memory = {
      get: <T>(key: string) => values.get(key) as T | undefined,
      update: async (key, value) => void values.set(key, value),
    };
    shared = [];
    checks = 0;
  });

  afterEach(async () => {
    auto.dispose();
    source.dispose();
    storage.close();
    await rm(folder, { recursive: true });
  });

  const start = (changes: Partial<AutoShareDeps> = {}) => {
    auto = new AutoShare({
      source,
      memory,
      sessions: async () => {
        const sessions = await workspaceSessions(source, [WORK]);
        checks++;
        return sessions;
      },
      mayShare: async () => true,
      isShared: (id) => shared.includes(id),
      share: async ({ id }) => void shared.push(id),
      onError: assert.ifError,
      ...changes,
    });
  };
  /** Resolves when a look that began now is over. */
  const look = async () => {
    const before = checks;
    auto.check();
    await until(() => checks > before);
    auto.check();
    await until(() => checks > before + 1);
  };
  const newSession = (options: { parentId?: string; directory?: string } = {}) =>
    storage.createSession({ directory: WORK, title: "New", ...options });
  const write = (id: string) => storage.putPart(id, storage.putMessage(id, userMessage()), textPart("Hi"));

  it("waits for the first message of the user, and shares once", async () => {
    start();
    const id = newSession();
    await look();
    assert.deepEqual(shared, []);
    write(id);
    await look();
    write(id);
    await look();
    assert.deepEqual(shared, [id]);
  });

  it("shares no second time what was unshared, also after a restart", async () => {
    start();
    const id = newSession();
    write(id);
    await look();
    shared.length = 0;
    auto.dispose();
    start();
    await look();
    assert.deepEqual(shared, []);
    assert.deepEqual(memory.get("auto.handled"), [id]);
  });

  it("leaves sub-agents, other workspaces, shared sessions and forbidden ones alone", async () => {
    const root = newSession();
    const isOurs = newSession();
    for (const id of [root, isOurs]) write(id);
    write(newSession({ parentId: root }));
    write(newSession({ directory: "/elsewhere" }));
    start({ mayShare: async ({ id }) => id !== isOurs, isShared: (id) => id === root });
    await look();
    assert.deepEqual(shared, []);
  });

  it("tries again after a failure that it tells once, and shares the others meanwhile", async () => {
    const errors: unknown[] = [];
    const bad = newSession();
    const good = newSession();
    for (const id of [bad, good]) write(id);
    let isDown = true;
    start({
      share: async ({ id }) => {
        if (isDown && id === bad) throw new Error("down");
        shared.push(id);
      },
      onError: (error) => errors.push(error),
    });
    auto.check();
    await until(() => errors.length === 1);
    assert.deepEqual(shared, [good]);
    auto.retryNow();
    await until(() => checks === 2);
    isDown = false;
    await until(() => {
      auto.retryNow();
      return shared.length === 2;
    });
    assert.deepEqual(shared, [good, bad]);
    assert.equal(errors.length, 1);
  });

  it("takes back what it is sharing when it is ended", async () => {
    let signal: AbortSignal | undefined;
    write(newSession());
    write(newSession());
    let calls = 0;
    start({
      share: (_session, given) => {
        calls++;
        signal = given;
        return new Promise((_, reject) => given.addEventListener("abort", () => reject(given.reason)));
      },
    });
    auto.check();
    await until(() => signal !== undefined);
    auto.dispose();
    assert.ok(signal?.aborted);
    await new Promise(setImmediate);
    assert.equal(calls, 1);
    assert.equal(memory.get("auto.handled"), undefined);
  });
});
