import assert from "node:assert/strict";
import { assistantMessage, textPart, userMessage } from "../../../../fixtures/session-content.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../../fixtures/sqlite-v2-storage.ts";
import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { sessionSchema } from "../../../../protocol/session.ts";
import { makeTestStorage, type TestStorage, transcriptOf } from "../../../testing/test-storage.ts";
import { SessionGoneError, type SessionReading } from "../../session-source.ts";

const sessionsIn = ({ keys }: SessionReading) =>
  [...new Set([...keys].map((key) => parseKey(key)?.sessionId))].sort();
const contentIn = ({ contents }: SessionReading, key: string) => contents.get(key) as JsonObject | undefined;

describe("a source over a database that 2.x shares with 1.x", () => {
  let storage: TestStorage;
  let older: SqliteStorage;
  let newer: SqliteV2Storage;
  let session: string;
  let message: string;
  let part: string;

  beforeEach(() => {
    storage = makeTestStorage();
    older = new SqliteStorage(storage.dataDir);
    newer = new SqliteV2Storage(storage.dataDir);
    session = older.createSession({ directory: "/work", title: "Kept" });
    message = older.putMessage(session, userMessage());
    part = older.putPart(session, message, textPart("first"));
  });
  afterEach(() => {
    older.close();
    newer.close();
    storage.dispose();
  });

  it("reads the sessions of both, each from one place", async () => {
    newer.createSession({ id: session, directory: "/work", title: "Migrated" });
    const migrated = newer.putMessage(session, { id: message, ...userMessage() });
    newer.putPart(session, migrated, textPart("first, migrated"));
    const legacy = older.createSession({ directory: "/work", title: "Legacy" });
    const fresh = newer.createSession({ directory: "/work", title: null });
    const titles = (await storage.source.list()).map(({ title }) => title);
    assert.deepEqual(titles.sort(), ["", "Legacy", "Migrated"]);
    assert.deepEqual(transcriptOf(await storage.source.read(session)), ["user", "text: first, migrated"]);
    assert.equal((await storage.source.read(legacy)).keys.size, 1);
    assert.equal((await storage.source.read(fresh)).keys.size, 1);
  });

  it("reads a session anew when it has been migrated since", async () => {
    const { cursor, keys } = await storage.source.read(session);
    newer.createSession({ id: session, directory: "/work", title: "Migrated" });
    newer.putMessage(session, { id: message, ...userMessage() });
    const reading = await storage.source.read(session, cursor);
    assert.ok(reading.contents.has(messageKey(session, message)));
    const old = partKey(session, message, part);
    assert.deepEqual([keys.has(old), reading.keys.has(old)], [true, false]);
  });

  it("reads a session tree of which only some have been migrated", async () => {
    const child = older.createSession({ directory: "/work", title: "Child", parentId: session });
    newer.createSession({ id: child, directory: "/work", title: "Child, migrated", parentId: session });
    newer.putMessage(child, userMessage());
    older.createSession({ directory: "/work", title: "Grandchild", parentId: child });
    const reading = await storage.source.read(session);
    const titles = [...reading.contents]
      .filter(([key]) => parseKey(key)?.kind === "info")
      .map(([, content]) => isJsonObject(content) && content.title);
    assert.deepEqual(titles, ["Kept", "Child, migrated", "Grandchild"]);
  });

  it("leaves out a sub-agent that its migrated copy knows under another parent", async () => {
    const child = older.createSession({ directory: "/work", title: "Child", parentId: session });
    newer.createSession({ id: child, directory: "/work", title: "Child, on its own" });
    assert.ok(!(await storage.source.read(session)).keys.has(infoKey(child)));
  });

  it("does not bring back from 1.x what was deleted in 2.x after it had taken over all sessions", async () => {
    const child = older.createSession({ directory: "/work", title: "Child", parentId: session });
    for (const id of [session, child]) newer.createSession({ id, directory: "/work", title: "Migrated" });
    newer.putMessage(session, { id: message, ...userMessage() });
    newer.completeMigration();
    newer.removeSession(child);
    assert.deepEqual(sessionsIn(await storage.source.read(session)), [session]);
    await assert.rejects(storage.source.read(child), SessionGoneError);
    newer.removeSession(session);
    await assert.rejects(storage.source.read(session), SessionGoneError);
    assert.deepEqual(await storage.source.list(), []);
  });

  it("reads what 1.x has begun since 2.x took over its sessions", async () => {
    newer.createSession({ id: session, directory: "/work", title: "Migrated" });
    newer.completeMigration();
    const later = new SqliteStorage(storage.dataDir, { now: () => Date.now() + 1000 });
    const begun = later.createSession({ directory: "/work", title: "Begun in 1.x" });
    later.putMessage(begun, userMessage());
    const child = later.createSession({ directory: "/work", title: "Its child", parentId: begun });
    later.close();
    assert.deepEqual(sessionsIn(await storage.source.read(begun)), [begun, child].sort());
    assert.equal((await storage.source.list()).length, 3);
  });

  it("says that a session is gone when neither has it", async () => {
    await assert.rejects(storage.source.read("ses_never"), SessionGoneError);
  });

  describe("and an undo", () => {
    let undone: string;
    let kept: string;
    let dropped: string;

    beforeEach(() => {
      undone = newer.createSession({ directory: "/work", title: "Undone" });
      [kept = "", dropped = ""] = ["keep", "drop"].map((text) => {
        const id = newer.putMessage(undone, userMessage());
        newer.putPart(undone, id, textPart(text));
        return id;
      });
    });

    const messagesOf = ({ keys }: SessionReading) =>
      [kept, dropped].filter((id) => keys.has(messageKey(undone, id)));

    it("loses the messages that it hides while it is staged, and has them back after a redo", async () => {
      const { cursor } = await storage.source.read(undone);
      newer.changeSession(undone, {
        revert: { messageID: dropped, snapshot: "s", files: [{ file: "a.ts" }] },
      });
      const staged = await storage.source.read(undone, cursor);
      assert.deepEqual(messagesOf(staged), [kept]);
      assert.deepEqual(contentIn(staged, infoKey(undone))?.revert, { messageID: dropped });
      newer.changeSession(undone, { revert: null });
      const back = await storage.source.read(undone, staged.cursor);
      assert.deepEqual(messagesOf(back), [kept, dropped]);
      assert.ok(back.contents.has(messageKey(undone, dropped)));
      assert.deepEqual(transcriptOf(await storage.source.read(undone)), [
        "user",
        "text: keep",
        "user",
        "text: drop",
      ]);
    });

    it("follows the order of the storage, whatever the ids are", async () => {
      const late = newer.putRow(undone, "user", { time: { created: 3 }, text: "late" }, "msg_0");
      newer.changeSession(undone, { revert: { messageID: dropped } });
      const { keys } = await storage.source.read(undone);
      assert.ok(!keys.has(messageKey(undone, late)));
    });

    it("keeps the message of which only parts are undone", async () => {
      newer.changeSession(undone, { revert: { messageID: kept, partID: "prt_1" } });
      assert.deepEqual(messagesOf(await storage.source.read(undone)), [kept]);
    });

    it("loses the messages when it is committed", async () => {
      newer.putRow(undone, "compaction", { status: "completed", reason: "auto", summary: "So far" }, "msg_c");
      const { cursor, keys } = await storage.source.read(undone);
      assert.equal(keys.size, 9);
      newer.changeSession(undone, { revert: { messageID: dropped } });
      const staged = await storage.source.read(undone, cursor);
      assert.deepEqual(sortedKinds(staged), ["info", "message", "part"]);
      for (const id of [dropped, "msg_c"]) newer.removeMessage(undone, id);
      newer.changeSession(undone, { revert: null });
      const after = await storage.source.read(undone, staged.cursor);
      assert.deepEqual(sortedKinds(after), ["info", "message", "part"]);
      assert.ok(!("revert" in (contentIn(after, infoKey(undone)) ?? {})));
    });
  });

  it("does not mind rows, columns and tables of a later 2.x", async () => {
    const asked = newer.createSession({ directory: "/work", title: "Later" });
    const prompt = newer.putMessage(asked, userMessage());
    newer.putPart(asked, prompt, textPart("Hello"));
    newer.database.exec(`
      create table session_mood (id text primary key, mood text);
      alter table session_v2 add column mood text default 'calm';
      alter table session_message add column mood text default 'calm';
    `);
    newer.putRow(asked, "hologram", { time: { created: 1 }, mood: "calm" });
    const reading = await storage.source.read(asked);
    assert.deepEqual(transcriptOf(reading), ["user", "text: Hello"]);
    assert.doesNotMatch(JSON.stringify([...reading.contents]), /mood|calm/);
    assert.deepEqual(storage.reports, []);
  });

  it("says that it cannot read a database whose sessions a later opencode has moved on", async () => {
    newer.createSession({ id: session, directory: "/work", title: "Left behind" });
    newer.database.exec(
      "create table session_v2_old (id text); create table session_v10 (id text primary key)",
    );
    const expected = { name: "SourceUnavailableError", message: /newer opencode .* update OpenCode Share/ };
    await assert.rejects(storage.source.list(), expected);
    await assert.rejects(storage.source.read(session), expected);
    newer.database.exec("drop table session_v10");
    assert.equal((await storage.source.list()).length, 1);
  });

  it("reads a fork as a session of its own, which says where it comes from", async () => {
    const fork = newer.createSession({ directory: "/work", title: "Fork" });
    newer.putRow(fork, "user", { time: { created: 1 }, text: "copied" }, "msg_fork_4");
    newer.database
      .prepare("update session_v2 set fork_session_id = ?, fork_boundary = ? where id = ?")
      .run(session, JSON.stringify({ type: "through", messageID: message }), fork);
    const reading = await storage.source.read(fork);
    const boundary = { type: "through", messageID: message };
    assert.deepEqual(contentIn(reading, infoKey(fork))?.fork, { sessionID: session, boundary });
    assert.deepEqual(transcriptOf(reading), ["user", "text: copied"]);
    assert.equal((await storage.source.read(session)).keys.size, 3);
  });

  it("loses a title that is taken away, and reads one that comes later", async () => {
    const untitled = newer.createSession({ directory: "/work", title: null });
    const first = await storage.source.read(untitled);
    assert.ok(!("title" in (contentIn(first, infoKey(untitled)) ?? {})));
    sessionSchema.parse(contentIn(first, infoKey(untitled)));
    newer.changeSession(untitled, { title: "Named" });
    const named = await storage.source.read(untitled, first.cursor);
    assert.equal(contentIn(named, infoKey(untitled))?.title, "Named");
    newer.changeSession(untitled, { title: null });
    const again = await storage.source.read(untitled, named.cursor);
    assert.ok(!("title" in (contentIn(again, infoKey(untitled)) ?? { title: 1 })));
  });

  it("ends an answer that was broken off once the agent comes to rest", async () => {
    const asked = newer.createSession({ directory: "/work", title: "Broken off" });
    const answer = newer.putMessage(asked, assistantMessage("msg_0", { time: { created: 5 } }));
    const first = await storage.source.read(asked);
    const timeIn = (reading: SessionReading) => contentIn(reading, messageKey(asked, answer))?.time;
    assert.deepEqual(timeIn(first), { created: 5 });
    newer.putRow(asked, "idle", { time: { created: 7 }, outcome: "interrupted" });
    const second = await storage.source.read(asked, first.cursor);
    assert.ok(isJsonObject(timeIn(second)) && "completed" in Object(timeIn(second)));
    assert.deepEqual(second.keys, first.keys);
  });
});

const sortedKinds = ({ keys }: SessionReading) => [...keys].map((key) => parseKey(key)?.kind).sort();
