import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { workspaceSessions } from "../folders/workspace-sessions.ts";
import { findStorage } from "../sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../sources/opencode/open-opencode-source.ts";
import type { SessionSource } from "../sources/session-source.ts";
import { until } from "../testing/until.ts";
import { watchFiles } from "../testing/watch-files.ts";
import { AutoJournal } from "./auto-journal.ts";
import { AutoShare, type AutoShareDeps } from "./auto-share.ts";

const WORK = "/work";

describe("automatic sharing", () => {
  let folder: string;
  let storage: SqliteStorage;
  let source: SessionSource & { dispose(): void };
  let journal: AutoJournal;
  let auto: AutoShare;
  let shared: string[];
  let checks: number;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "auto-"));
    storage = new SqliteStorage(path.join(folder, "opencode"));
    source = openOpencodeSource(findStorage({ storagePath: storage.dataDir, env: {} }), { watchFiles });
    journal = openJournal();
    shared = [];
    checks = 0;
  });

  afterEach(async () => {
    auto.dispose();
    source.dispose();
    storage.close();
    // A look that was under way may still open a database.
    await rm(folder, { recursive: true, maxRetries: 3 });
  });

  const openJournal = () => new AutoJournal(path.join(folder, "auto.jsonl"), assert.fail);
  const handled = async () => [...(await journal.read()).handled];
  const start = (changes: Partial<AutoShareDeps> = {}) => {
    auto = new AutoShare({
      source,
      journal,
      sessions: async () => {
        const sessions = await workspaceSessions(source, [WORK]);
        checks++;
        return sessions;
      },
      mayShare: async () => true,
      isShared: (id) => shared.includes(id),
      share: async ({ id }, remember) => {
        await remember();
        shared.push(id);
      },
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
    journal = openJournal();
    start();
    await look();
    assert.deepEqual(shared, []);
    assert.deepEqual(await handled(), [id]);
  });

  it("shares no second time what was unshared, however many sessions came after it", async () => {
    const others = Array.from({ length: 1000 }, (_, n) => `ses_${n}`);
    const id = newSession();
    write(id);
    for (const it of [id, ...others]) await journal.handle(it);
    start();
    await look();
    assert.deepEqual(shared, []);
  });

  it("shares no second time what another window has shared, and somebody has unshared, while it was busy", async () => {
    const first = newSession();
    const second = newSession();
    for (const id of [first, second]) write(id);
    const elsewhere = openJournal();
    start({
      share: async ({ id }) => {
        await elsewhere.handle(id === first ? second : first);
        shared.push(id);
      },
    });
    await look();
    assert.equal(shared.length, 1);
  });

  it("leaves alone what it could not share, and somebody has shared and unshared by hand", async () => {
    let isDown = true;
    const errors: unknown[] = [];
    const id = newSession();
    write(id);
    start({
      share: async () => {
        if (isDown) throw new Error("down");
        shared.push(id);
      },
      onError: (error) => errors.push(error),
    });
    auto.check();
    await until(() => errors.length === 1);
    await auto.leaveAlone([id]);
    isDown = false;
    auto.retryNow();
    await look();
    assert.deepEqual(shared, []);
  });

  it("does not share what could not be remembered", async () => {
    const errors: unknown[] = [];
    const id = newSession();
    write(id);
    await writeFile(path.join(folder, "no-folder"), "");
    journal = new AutoJournal(path.join(folder, "no-folder", "auto.jsonl"), assert.fail);
    start({ onError: (error) => errors.push(error) });
    auto.check();
    await until(() => errors.length === 1);
    assert.deepEqual(shared, []);
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
    await until(() => checks >= 2);
    isDown = false;
    await until(() => {
      auto.retryNow();
      return shared.length === 2;
    });
    assert.deepEqual(shared, [good, bad]);
    assert.equal(errors.length, 1);
  });

  it("tells of several failures the first", async () => {
    const errors: unknown[] = [];
    const ids = [newSession(), newSession()];
    for (const id of ids) write(id);
    const failed: string[] = [];
    start({
      share: async ({ id }) => {
        failed.push(id);
        throw new Error(id);
      },
      onError: (error) => errors.push(error),
    });
    auto.check();
    await until(() => errors.length === 1);
    assert.deepEqual(errors, [new Error(failed[0])]);
  });

  it("takes back what it is sharing when it is ended", async () => {
    let signal: AbortSignal | undefined;
    write(newSession());
    write(newSession());
    let calls = 0;
    start({
      share: (_session, _remember, given) => {
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
    assert.deepEqual(await handled(), []);
  });
});
