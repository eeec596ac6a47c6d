import assert from "node:assert/strict";
import { v1Delta, v1Part, v2Block } from "../../../../fixtures/opencode-events.ts";
import { OpencodeServer } from "../../../../fixtures/opencode-server.ts";
import {
  assistantMessage,
  reasoningPart,
  textPart,
  userMessage,
} from "../../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../../fixtures/sqlite-v2-storage.ts";
import { partKey } from "../../../../protocol/keys.ts";
import { TestReader, until } from "../../../testing/test-reader.ts";
import { makeTestStorage, type TestStorage } from "../../../testing/test-storage.ts";
import { type KnownServer, serverAt } from "./known-server.ts";
import { StreamingSource } from "./streaming-source.ts";

describe("text that streams from an opencode server", () => {
  let storage: TestStorage;
  let server: OpencodeServer;
  let known: KnownServer[];
  let onFound: () => void;
  let reports: string[];
  let source: StreamingSource;
  let readers: TestReader[];

  beforeEach(async () => {
    storage = makeTestStorage();
    server = await OpencodeServer.start();
    known = [serverOf(server.url)];
    reports = [];
    readers = [];
    source = new StreamingSource({
      storage: storage.source,
      finder: {
        find: async () => known,
        watch: (onDidChange) => {
          onFound = onDidChange;
          return { dispose() {} };
        },
      },
      report: (message) => reports.push(message),
      pace: { firstRetryMs: 5, longestRetryMs: 20 },
    });
  });
  afterEach(async () => {
    for (const reader of readers) reader.dispose();
    source.dispose();
    storage.dispose();
    await server.stop();
  });

  function serverOf(url: string): KnownServer {
    const found = serverAt(url, {});
    assert.ok(found);
    return found;
  }

  function forget(): void {
    known = [];
    onFound();
  }

  async function read(session: string): Promise<TestReader> {
    const reader = new TestReader(source, session);
    readers.push(reader);
    await reader.read();
    await until(() => server.followers === known.length);
    return reader;
  }

  describe("of 1.x", () => {
    let writer: SessionWriter;
    let session: string;
    let answer: string;
    let part: string;
    let key: string;

    beforeEach(() => {
      writer = new SqliteStorage(storage.dataDir);
      session = writer.createSession({ directory: "/work", title: "Streams" });
      const user = writer.putMessage(session, userMessage());
      writer.putPart(session, user, textPart("Tell me."));
      answer = writer.putMessage(session, assistantMessage(user));
      part = writer.putPart(session, answer, textPart("", { time: { start: 1 } }));
      key = partKey(session, answer, part);
    });
    afterEach(() => writer.close());

    const begin = (text = "") => server.send(v1Part(session, answer, { id: part, type: "text", text }));
    const grow = (delta: string) => server.send(v1Delta(session, answer, part, delta));

    it("is read before the storage has it, and the storage's word is the last one", async () => {
      const reader = await read(session);
      begin();
      grow("Hel");
      grow("lo ");
      await until(() => reader.textAt(key) === "Hello ");
      assert.deepEqual(Object.keys(Object(reader.held.get(key))), [
        "type",
        "text",
        "time",
        "id",
        "sessionID",
        "messageID",
      ]);
      writer.putPart(session, answer, { id: part, ...textPart("Hello", { time: { start: 1, end: 2 } }) });
      await until(() => reader.textAt(key) === "Hello");
      grow("never stored");
      grow("nor this");
      await reader.read();
      assert.equal(reader.textAt(key), "Hello");
    });

    it("comes in the envelope of all folders, too, and as whole texts from before there were deltas", async () => {
      const reader = await read(session);
      const payload = v1Part(session, answer, { id: part, type: "text", text: "So far" });
      server.send({ directory: "/work", payload });
      await until(() => reader.textAt(key) === "So far");
    });

    it("of a thought streams like an answer", async () => {
      const thought = writer.putPart(session, answer, reasoningPart("", 1));
      const reader = await read(session);
      server.send(v1Part(session, answer, { id: thought, type: "reasoning", text: "" }));
      server.send(v1Delta(session, answer, thought, "Hm"));
      await until(() => reader.textAt(partKey(session, answer, thought)) === "Hm");
    });

    it("is told of once for the session and those above it", async () => {
      const child = writer.createSession({ directory: "/work", title: "Sub-agent", parentId: session });
      const message = writer.putMessage(child, assistantMessage("msg_0"));
      const block = writer.putPart(child, message, textPart(""));
      const reader = await read(session);
      reader.told.length = 0;
      server.send(v1Part(child, message, { id: block, type: "text", text: "Below" }));
      await until(() => reader.textAt(partKey(child, message, block)) === "Below");
      // The storage's own watcher may tell of the writes before, and does not know of whom.
      const told = reader.told.flatMap((ids) => (ids ? [ids.toSorted()] : []));
      assert.deepEqual(told, [[child, session].toSorted()]);
    });

    it("of a sub-agent that the storage tells of later is there with it", async () => {
      const reader = await read(session);
      server.send(v1Part("ses_child", "msg_c", { id: "prt_c", type: "text", text: "" }));
      server.send(v1Delta("ses_child", "msg_c", "prt_c", "Early"));
      begin("Marker");
      await until(() => reader.textAt(key) === "Marker");
      writer.createSession({ id: "ses_child", directory: "/work", title: "Child", parentId: session });
      writer.putMessage("ses_child", { id: "msg_c", ...assistantMessage("msg_0") });
      writer.putPart("ses_child", "msg_c", { id: "prt_c", ...textPart("") });
      await until(() => reader.textAt(partKey("ses_child", "msg_c", "prt_c")) === "Early");
    });

    it("is not followed from its middle", async () => {
      const reader = await read(session);
      grow("the rest of something");
      begin("Whole");
      await until(() => reader.textAt(key) === "Whole");
    });

    it("is withdrawn when the connection is lost, and followed again from the next beginning", async () => {
      const reader = await read(session);
      begin("Before the gap");
      await until(() => reader.textAt(key) === "Before the gap");
      server.cut();
      await until(() => reader.textAt(key) === "");
      await until(() => server.followers === 1);
      grow(" and after it");
      const next = writer.putPart(session, answer, textPart(""));
      server.send(v1Part(session, answer, { id: next, type: "text", text: "Next" }));
      await until(() => reader.textAt(partKey(session, answer, next)) === "Next");
      assert.equal(reader.textAt(key), "");
    });

    const endings: readonly [string, () => void][] = [
      [
        "the agent comes to rest",
        () => server.send({ type: "session.idle", properties: { sessionID: session } }),
      ],
      [
        "the agent tries again",
        () =>
          server.send({
            type: "session.status",
            properties: { sessionID: session, status: { type: "retry" } },
          }),
      ],
      [
        "the answer is finished in the storage",
        () =>
          writer.putMessage(session, {
            id: answer,
            ...assistantMessage("msg_0", { time: { created: 1, completed: 2 } }),
          }),
      ],
      ["an event is broken", () => server.sendRaw("data: {\n\n")],
      ["a delta is malformed", () => server.send({ type: "message.part.delta", properties: { delta: 7 } })],
      ["an event is huge", () => server.sendRaw(`data: "${"x".repeat(9 * 1024 * 1024)}"\n\n`)],
      ["the server is not known any more", () => forget()],
    ];
    for (const [name, end] of endings)
      it(`is withdrawn when ${name}`, async () => {
        const reader = await read(session);
        begin("Never stored");
        await until(() => reader.textAt(key) === "Never stored");
        end();
        await until(() => reader.textAt(key) === "");
      });

    it("that is not one of the storage's open blocks is left out", async () => {
      const user = writer.putMessage(session, userMessage());
      const prompt = writer.putPart(session, user, textPart(""));
      const done = writer.putMessage(session, assistantMessage(user, { time: { created: 1, completed: 2 } }));
      const closed = writer.putPart(session, done, textPart(""));
      const ended = writer.putPart(session, answer, reasoningPart("", 1, 2));
      const reader = await read(session);
      const before = new Map(reader.held);
      const places: readonly [string, string][] = [
        [user, prompt],
        [done, closed],
        [answer, ended],
        [answer, "prt_unknown"],
      ];
      for (const [message, id] of places)
        server.send(v1Part(session, message, { id, type: "text", text: "Smuggled" }));
      server.send(v1Delta(session, answer, part, "Metadata", "metadata"));
      server.send({ type: "message.part.updated", properties: { part: { type: "tool" } } });
      server.send({ type: "unknown.event", properties: null });
      server.send([1, 2, 3]);
      begin("Marker");
      await until(() => reader.textAt(key) === "Marker");
      reader.held.delete(key);
      before.delete(key);
      assert.deepEqual(reader.held, before);
    });

    it("is given up when it grows beyond measure", async () => {
      const reader = await read(session);
      begin("Short");
      await until(() => reader.textAt(key) === "Short");
      grow("x".repeat(1024 * 1024));
      await until(() => reader.textAt(key) === "");
    });

    it("never ends in half a character", async () => {
      const reader = await read(session);
      begin("Good \ud83c");
      await until(() => reader.textAt(key) === "Good ");
      grow("\udf89");
      await until(() => reader.textAt(key) === "Good 🎉");
    });

    it("is news to each reader, however they take turns", async () => {
      const [quick, slow] = [await read(session), new TestReader(source, session)];
      readers.push(slow);
      begin("One");
      await until(() => quick.textAt(key) === "One" && slow.textAt(key) === "One");
      writer.putPart(session, answer, { id: part, ...textPart("Done", { time: { start: 1, end: 2 } }) });
      await until(() => quick.textAt(key) === "Done" && slow.textAt(key) === "Done");
      assert.deepEqual(quick.held, slow.held);
    });

    it("keeps nobody from reading when no server answers, which is said once", async () => {
      await server.stop();
      const reader = new TestReader(source, session);
      readers.push(reader);
      await reader.read();
      await until(() => reports.length > 0);
      assert.equal(reader.textAt(key), "");
      assert.match(
        reports.join("\n"),
        /^The opencode server at http:\/\/127\.0\.0\.1:\d+ is not followed now: .*ECONNREFUSED/,
      );
      server = await OpencodeServer.start({}, Number(new URL(known[0]?.origin ?? "").port));
      await until(() => server.followers === 1 && reports.length > 1);
      assert.equal(reports.length, 2);
    });

    it("costs nothing before somebody watches a session that is read, and after", async () => {
      const list = source.watch(() => {});
      await source.list();
      list.dispose();
      await source.read(session);
      assert.deepEqual(server.requests, []);
      const reader = await read(session);
      assert.equal(server.requests.length, 1);
      reader.dispose();
      await until(() => server.followers === 0);
    });
  });

  describe("of 2.x", () => {
    let writer: SqliteV2Storage;
    let session: string;
    let answer: string;

    beforeEach(async () => {
      await server.stop();
      server = await OpencodeServer.start({ paths: ["/api/event"] });
      known = [serverOf(server.url)];
      writer = new SqliteV2Storage(storage.dataDir);
      session = writer.createSession({ directory: "/work", title: null });
      answer = writer.putMessage(session, assistantMessage("msg_0"));
    });
    afterEach(() => writer.close());

    it("finds its block by counting those of its kind", async () => {
      writer.putPart(session, answer, reasoningPart("Thought.", 1, 2));
      writer.putPart(session, answer, textPart("First."));
      const thought = writer.putPart(session, answer, reasoningPart("", 1));
      const text = writer.putPart(session, answer, textPart(""));
      const reader = await read(session);
      for (const [kind, ordinal, words] of [
        ["reasoning", 1, "Hm"],
        ["text", 1, "Second"],
      ] as const) {
        server.send(v2Block(`${kind}.started`, session, answer, ordinal));
        server.send(v2Block(`${kind}.delta`, session, answer, ordinal, { delta: words }));
      }
      await until(() => reader.textAt(partKey(session, answer, text)) === "Second");
      assert.equal(reader.textAt(partKey(session, answer, thought)), "Hm");
      server.send(v2Block("text.ended", session, answer, 1, { text: "Second, whole" }));
      await until(() => reader.textAt(partKey(session, answer, text)) === "Second, whole");
      writer.putPart(session, answer, { id: text, ...textPart("Second, stored") });
      await until(() => reader.textAt(partKey(session, answer, text)) === "Second, stored");
    });

    for (const type of ["execution.interrupted", "execution.failed", "step.failed", "retry.scheduled"])
      it(`is withdrawn with session.${type}`, async () => {
        const text = partKey(session, answer, writer.putPart(session, answer, textPart("")));
        const reader = await read(session);
        server.send(v2Block("text.started", session, answer, 0));
        server.send(v2Block("text.delta", session, answer, 0, { delta: "Never stored" }));
        await until(() => reader.textAt(text) === "Never stored");
        server.send({ type: `session.${type}`, data: { sessionID: session } });
        await until(() => reader.textAt(text) === "");
      });
  });
});
