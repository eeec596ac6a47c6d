import assert from "node:assert/strict";
import { infoKey, partKey } from "../../protocol/keys.ts";
import { SessionGoneError } from "../sources/session-source.ts";
import { HeldShare } from "../testing/held-share.ts";
import { until } from "../testing/until.ts";
import { WrittenSession } from "../testing/written-session.ts";
import { ShareSync, type ShareSyncOptions } from "./share-sync.ts";
import type { SyncProgress, SyncStatus } from "./sync-status.ts";

const SESSION = "ses_1";
const INFO = infoKey(SESSION);
const part = (n: number) => partKey(SESSION, "msg_1", `prt_${n}`);
const HOUR_MS = 3_600_000;

describe("the sync of a share", () => {
  let share: HeldShare;
  let session: WrittenSession;
  let sync: ShareSync | undefined;
  let statuses: SyncStatus[];
  let logged: string[];

  beforeEach(async () => {
    share = await HeldShare.start();
    session = new WrittenSession();
    session.write(INFO, { id: SESSION, title: "Tea" });
    statuses = [];
    logged = [];
  });

  afterEach(async () => {
    await sync?.stop();
    await share.stop();
  });

  const newSync = (options: Partial<ShareSyncOptions> = {}) => {
    sync = new ShareSync({
      source: session,
      sessionId: SESSION,
      client: share.client,
      share: share.credentials,
      log: {
        sent: (key, kind, revision) => logged.push(`${kind} ${key} ${revision}`),
        refused: (key, message) => logged.push(`refused ${key}: ${message}`),
        retrying: (message, afterMs) => logged.push(`retrying in ${afterMs}: ${message}`),
      },
      onStatus: (status) => statuses.push(status),
      pace: { windowMs: 1, firstRetryMs: 1, longestRetryMs: 5 },
      ...options,
    });
    return sync;
  };
  const isSynced = () => statuses.at(-1)?.phase === "synced";
  /** Waits until all that was asked for is done. */
  const settle = async (ask: () => void) => {
    statuses.length = 0;
    ask();
    await until(isSynced);
  };
  const started = async (options: Partial<ShareSyncOptions> = {}) => {
    const begun = newSync(options);
    await settle(() => begun.markDirty());
    return begun;
  };
  const isEqual = () => assert.deepEqual(new Map(share.contents), new Map(session.contents));

  it("asks once what the service holds, and from then on sends what changes, in the form that it has", async () => {
    share.revision = 7;
    const begun = await started();
    session.write(part(1), { text: "one" });
    await settle(() => begun.markDirty());
    session.write(part(1), { text: "one two" });
    await settle(() => begun.markDirty());
    session.remove(part(1));
    await settle(() => begun.markDirty());
    isEqual();
    assert.deepEqual(logged, [
      `put ${INFO} 8`,
      `put ${part(1)} 9`,
      `append ${part(1)} 10`,
      `delete ${part(1)} 11`,
    ]);
    assert.equal(share.manifests, 1);
    assert.deepEqual(
      session.readings.map(({ since }) => since),
      [undefined, "1", "2", "3"],
    );
    assert.deepEqual(
      share.syncs.map(({ known }) => known),
      [7, 8, 9, 10],
    );
  });

  it("says that it syncs only when there is something to send", async () => {
    const begun = await started();
    assert.deepEqual(statuses, [{ phase: "syncing" }, { phase: "synced" }]);
    await settle(() => begun.markDirty());
    assert.deepEqual(statuses, [{ phase: "synced" }]);
  });

  it("asks again when revisions are missing, and goes on beyond the furthest that it knew", async () => {
    share.revision = 40;
    const begun = await started();
    share.revision = 10;
    share.contents.clear();
    session.write(part(1), { text: "one" });
    begun.markDirty();
    await until(() => share.contents.size === 2);
    await until(isSynced);
    isEqual();
    assert.equal(share.manifests, 2);
    assert.deepEqual(
      share.syncs.map(({ known }) => known),
      [40, 41, 41],
    );
  });

  it("compares once more when it is asked to, though nothing changed here", async () => {
    const begun = await started();
    share.contents.clear();
    await settle(() => begun.markDirty());
    assert.equal(share.contents.size, 0);
    await settle(() => begun.compareNow());
    isEqual();
  });

  it("compares by itself now and then", async () => {
    await started({ compareAfterMs: 20 });
    share.contents.clear();
    await until(() => share.contents.size === 1);
    isEqual();
  });

  it("compares no more once it is stopped", async () => {
    const begun = await started({ compareAfterMs: 20 });
    await begun.stop();
    const { manifests } = share;
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(share.manifests, manifests);
  });

  it("reads all and asks again after a failure, which it tries again", async () => {
    const begun = await started();
    share.refuse = () => ({ code: "unavailable" });
    session.write(part(1), { text: "one" });
    begun.markDirty();
    await until(() => statuses.at(-1)?.phase === "paused");
    assert.deepEqual(statuses.at(-1), {
      phase: "paused",
      cause: "service",
      code: "unavailable",
      message: "it is unavailable",
    });
    share.refuse = () => undefined;
    await until(isSynced);
    isEqual();
    assert.ok(share.manifests > 1);
    assert.equal(session.readings.at(-1)?.since, undefined);
    assert.ok(logged.some((line) => /^retrying in \d+\S*: it is unavailable$/.test(line)));
  });

  it("begins anew at once where the service holds another text than it thought, and pauses nothing", async () => {
    const begun = await started();
    session.write(part(1), { text: "one" });
    await settle(() => begun.markDirty());
    share.contents.set(part(1), { text: "other" });
    session.write(part(1), { text: "one two" });
    await settle(() => begun.markDirty());
    isEqual();
    assert.ok(statuses.every(({ phase }) => phase !== "paused"));
  });

  it("says without a code that the storage cannot be read, and goes on when it can", async () => {
    session.problem = new Error("locked");
    const begun = newSync();
    begun.markDirty();
    await until(() => statuses.length > 0);
    assert.deepEqual(statuses[0], { phase: "paused", cause: "storage", message: "locked" });
    session.problem = undefined;
    await until(isSynced);
    isEqual();
  });

  it("says why the service cannot be reached", async () => {
    const begun = newSync();
    await share.stop();
    begun.markDirty();
    await until(() => statuses.length > 0);
    const [status] = statuses;
    assert.ok(status?.phase === "paused" && status.cause === "service");
    assert.equal(status.error?.name, "ServiceUnreachableError");
    assert.ok(!("code" in status));
    await begun.stop();
    share = await HeldShare.start();
  });

  it("ends when the service refuses the share, and tries nothing more", async () => {
    share.refuse = () => ({ code: "revoked" });
    const begun = newSync();
    begun.markDirty();
    await until(() => statuses.at(-1)?.phase === "ended");
    assert.deepEqual(statuses.at(-1), { phase: "ended", code: "revoked", message: "it is revoked" });
    assert.equal(share.syncs.length, 1);
    assert.deepEqual(logged, []);
  });

  it("leaves the share as it is when the session is gone, until something changes", async () => {
    const begun = await started();
    session.problem = new SessionGoneError(SESSION);
    begun.markDirty();
    await until(() => statuses.at(-1)?.phase === "paused");
    assert.deepEqual(statuses.at(-1), {
      phase: "paused",
      cause: "storage",
      message: "The session is no longer in the local storage. The share stays as it is.",
    });
    assert.deepEqual(logged, [`put ${INFO} 1`]);
    session.problem = undefined;
    session.write(part(1), { text: "back" });
    await settle(() => begun.markDirty());
    isEqual();
  });

  it("says in its place what cannot be sent, and sends the rest", async () => {
    const wide = Object.fromEntries(Array.from({ length: 100_001 }, (_, n) => [`n${n}`, n]));
    session.write(part(1), wide);
    session.write(part(2), { text: "two" });
    const begun = await started();
    assert.deepEqual(share.contents.get(part(2)), { text: "two" });
    assert.match(JSON.stringify(share.contents.get(part(1))), /it holds more than 100000 values/);
    assert.ok(logged.includes(`refused ${part(1)}: it holds more than 100000 values`));
    assert.equal(share.manifests, 1);
    await settle(() => begun.compareNow());
    assert.equal(share.revision, 2);
  });

  it("shares only what is stored where it is told to", async () => {
    session.write(part(1), { text: "streams" }, { streams: true });
    const begun = await started({ stored: true });
    assert.deepEqual([...share.contents.keys()], [INFO]);
    await begun.finish();
    assert.equal(session.readings.length, 1);
  });

  it("leaves no more at the service than is stored when it finishes", async () => {
    session.write(part(1), { text: "streams" }, { streams: true });
    const begun = await started({ compareAfterMs: HOUR_MS });
    assert.equal(share.contents.size, 2);
    await begun.finish();
    assert.deepEqual([...share.contents.keys()], [INFO]);
    assert.deepEqual(session.readings.at(-1), { since: undefined, stored: true });
    begun.markDirty();
    assert.equal(session.readings.length, 2);
  });

  it("finishes also where the service cannot be asked", async () => {
    const begun = await started();
    share.refuse = () => ({ code: "unavailable" });
    session.write(part(1), { text: "streams" });
    await begun.finish();
    assert.equal(share.contents.size, 1);
  });

  describe("'s first upload", () => {
    it("tells how far it is, and takes up what changed meanwhile", async () => {
      const progress: SyncProgress[] = [];
      const begun = newSync();
      let readings = 0;
      share.beforeManifest = async () => {
        session.write(part(1), { text: "meanwhile" });
        begun.markDirty();
        await new Promise((resolve) => setImmediate(resolve));
        readings = session.readings.length;
      };
      await begun.uploadAll((now) => progress.push(now), new AbortController().signal);
      assert.deepEqual(progress, [
        { done: 0, total: 1 },
        { done: 1, total: 1 },
      ]);
      assert.equal(readings, 1);
      await until(() => share.contents.size === 2);
      await until(isSynced);
      assert.equal(share.manifests, 1);
    });

    it("fails with what the service says, and is not tried again", async () => {
      share.refuse = () => ({ code: "unavailable" });
      const begun = newSync();
      await assert.rejects(
        begun.uploadAll(() => {}, new AbortController().signal),
        { code: "unavailable" },
      );
      assert.equal(share.syncs.length, 1);
      share.refuse = () => undefined;
      await settle(() => begun.markDirty());
      isEqual();
    });

    for (const moment of ["read", "compared"] as const)
      it(`sends nothing once it is cancelled while the session is ${moment}`, async () => {
        const cancelled = new AbortController();
        const cancel = () => cancelled.abort(new Error("never mind"));
        if (moment === "read") session.beforeRead = cancel;
        else share.beforeManifest = cancel;
        await assert.rejects(
          newSync().uploadAll(() => {}, cancelled.signal),
          /never mind/,
        );
        assert.equal(share.syncs.length, 0);
        assert.equal(share.manifests, moment === "read" ? 0 : 1);
        assert.deepEqual(statuses, []);
      });
  });

  it("says and sends nothing when it is stopped while it looks for what has changed", async () => {
    const begun = await started();
    statuses.length = 0;
    const { syncs } = share;
    session.write(part(1), { text: "one" });
    const read = session.read.bind(session);
    let stopped: Promise<void> | undefined;
    session.read = async (...args) => {
      const reading = await read(...args);
      const contents = new Map(reading.contents);
      contents[Symbol.iterator] = function* () {
        yield* contents.entries();
        stopped = begun.stop();
        return undefined;
      };
      return { ...reading, contents };
    };
    begun.markDirty();
    await until(() => stopped !== undefined);
    await stopped;
    assert.deepEqual(statuses, []);
    assert.equal(syncs.length, 1);
  });

  it("begins anew when it is to try again now, whatever it waits for", async () => {
    share.refuse = () => ({ code: "unavailable" });
    const begun = newSync({ pace: { windowMs: 1, firstRetryMs: HOUR_MS, longestRetryMs: HOUR_MS } });
    begun.markDirty();
    await until(() => statuses.at(-1)?.phase === "paused");
    share.refuse = () => undefined;
    await settle(() => begun.retryNow());
    isEqual();
    share.contents.clear();
    await settle(() => begun.retryNow());
    isEqual();
  });

  describe("tells the session's title", () => {
    it("with its own signal, and no other session's, when it may be another one", async () => {
      const titles: string[] = [];
      session.write(infoKey("ses_2"), { id: "ses_2", title: "Sub-agent" });
      const begun = await started({
        onTitle: async (title, signal) => {
          assert.ok(signal instanceof AbortSignal);
          titles.push(title);
        },
      });
      session.write(part(1), { text: "one" });
      await settle(() => begun.markDirty());
      session.write(INFO, { id: SESSION, title: "Coffee" });
      await settle(() => begun.markDirty());
      for (const info of [{ id: SESSION, title: 1 }, { id: SESSION, title: "" }, ["title"], null]) {
        session.write(INFO, info);
        await settle(() => begun.markDirty());
      }
      assert.deepEqual(titles, ["Tea", "Coffee"]);
    });

    it("again when telling it has failed", async () => {
      const titles: string[] = [];
      await started({
        onTitle: async (title) => {
          titles.push(title);
          if (titles.length === 1) throw new Error("not now");
        },
      });
      assert.deepEqual(titles, ["Tea", "Tea"]);
    });
  });
});
