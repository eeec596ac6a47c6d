import assert from "node:assert/strict";
import { assistantMessage, textPart, userMessage } from "../../../../fixtures/session-content.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../../fixtures/sqlite-v2-storage.ts";
import { isJsonObject, type JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { SessionGoneError, type SessionReading } from "../../session-source.ts";
import { makeTestStorage, type TestStorage, transcriptOf } from "../test-storage.ts";

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

  it("reads a family of which only some have been migrated", async () => {
    const child = older.createSession({ directory: "/work", title: "Child", parentId: session });
    older.createSession({ directory: "/work", title: "Grandchild", parentId: child });
    newer.createSession({ id: child, directory: "/work", title: "Child, migrated", parentId: session });
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

    const isHidden = (reading: SessionReading, id: string) =>
      contentIn(reading, messageKey(undone, id))?.hidden;

    it("tells which messages are hidden while it is staged, and when they are back", async () => {
      const { cursor } = await storage.source.read(undone);
      newer.changeSession(undone, { revert: { messageID: dropped } });
      const hidden = await storage.source.read(undone, cursor);
      assert.deepEqual([isHidden(hidden, kept), isHidden(hidden, dropped)], [undefined, true]);
      newer.changeSession(undone, { revert: null });
      const back = await storage.source.read(undone, hidden.cursor);
      assert.ok(back.contents.has(messageKey(undone, dropped)));
      assert.equal(isHidden(back, dropped), undefined);
    });

    it("keeps the message of which only parts are undone", async () => {
      newer.changeSession(undone, { revert: { messageID: kept, partID: "prt_1" } });
      const reading = await storage.source.read(undone);
      assert.deepEqual([isHidden(reading, kept), isHidden(reading, dropped)], [undefined, true]);
    });

    it("loses the messages when it is committed", async () => {
      newer.putRow(undone, "compaction", { status: "completed", reason: "auto", summary: "So far" }, "msg_c");
      newer.changeSession(undone, { revert: { messageID: dropped } });
      const { cursor, keys } = await storage.source.read(undone);
      assert.equal(keys.size, 9);
      for (const id of [dropped, "msg_c"]) newer.removeMessage(undone, id);
      newer.changeSession(undone, { revert: null });
      const after = await storage.source.read(undone, cursor);
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
