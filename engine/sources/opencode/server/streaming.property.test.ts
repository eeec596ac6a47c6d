import assert from "node:assert/strict";
import fc from "fast-check";
import { v1Delta, v1Part } from "../../../../fixtures/opencode-events.ts";
import { OpencodeServer } from "../../../../fixtures/opencode-server.ts";
import { assistantMessage, textPart } from "../../../../fixtures/session-content.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import type { Json } from "../../../../protocol/json.ts";
import { messageKey } from "../../../../protocol/keys.ts";
import { TestReader, until } from "../../../testing/test-reader.ts";
import { makeTestStorage, type TestStorage } from "../../../testing/test-storage.ts";
import type { SessionSource } from "../../session-source.ts";
import { serverAt } from "./known-server.ts";
import { streamEventOf } from "./stream-event.ts";
import { StreamedBlocks } from "./streamed-blocks.ts";
import { StreamingSessionTree } from "./streaming-session-tree.ts";
import { StreamingSource } from "./streaming-source.ts";

const SESSION = "ses_1";
const MESSAGES = ["msg_1", "msg_2"];
const PARTS = ["prt_1", "prt_2"];
const TELLERS = [Symbol("a"), Symbol("b")] as const;

const place = { message: fc.constantFrom(...MESSAGES), part: fc.constantFrom(...PARTS) };
const words = fc.constantFrom("a", "bc", "", "🎉", "\ud83c", "never");

/** What an agent's process does: to its storage, and to who listens. */
const storageStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("open" as const), ...place }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("fill" as const), ...place, text: words }) },
  fc.record({ do: fc.constant("remove part" as const), ...place }),
  fc.record({ do: fc.constant("complete" as const), ...place }),
  fc.record({ do: fc.constant("remove message" as const), ...place }),
);
const eventStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("begin" as const), ...place, text: words }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant("grow" as const), ...place, text: words }) },
  fc.record({ do: fc.constant("rest" as const), ...place }),
  fc.record({ do: fc.constant("garbage" as const), ...place }),
);
type StorageStep = typeof storageStep extends fc.Arbitrary<infer T> ? T : never;
type EventStep = typeof eventStep extends fc.Arbitrary<infer T> ? T : never;

function write(storage: SqliteStorage, step: StorageStep): void {
  const { message, part } = step;
  const isThere = storage.database.prepare("select 1 from message where id = ?").get(message) !== undefined;
  if (!isThere) storage.putMessage(SESSION, { id: message, ...assistantMessage("msg_0") });
  if (step.do === "open") {
    storage.putPart(SESSION, message, { id: part, ...textPart("", { time: { start: 1 } }) });
  } else if (step.do === "fill") {
    storage.putPart(SESSION, message, { id: part, ...textPart(step.text.toWellFormed()) });
  } else if (step.do === "complete") {
    const done = assistantMessage("msg_0", { time: { created: 1, completed: 2 } });
    storage.putMessage(SESSION, { id: message, ...done });
  } else if (step.do === "remove part") storage.removePart(SESSION, message, part);
  else storage.removeMessage(SESSION, message);
}

function eventOf(step: EventStep): Json {
  const { message, part } = step;
  switch (step.do) {
    case "begin":
      return v1Part(SESSION, message, { id: part, type: "text", text: step.text });
    case "grow":
      return v1Delta(SESSION, message, part, step.text);
    case "rest":
      return { type: "session.idle", properties: { sessionID: SESSION } };
    case "garbage":
      return { type: "message.part.delta", properties: { sessionID: SESSION, delta: 1 } };
  }
}

async function wholeOf(source: SessionSource): Promise<ReadonlyMap<string, Json>> {
  return (await source.read(SESSION)).contents;
}

type Step =
  | StorageStep
  | { readonly event: EventStep; readonly teller: symbol }
  | { readonly lost: symbol }
  | { readonly reader: number };

/** An answer that was finished when its block was read, and is written anew under the same ids. */
const FINISHED_AND_BEGUN_AGAIN: Step[] = [
  { do: "complete", message: "msg_1", part: "prt_1" },
  { event: { do: "begin", message: "msg_1", part: "prt_2", text: "a" }, teller: TELLERS[0] },
  { do: "open", message: "msg_1", part: "prt_2" },
  { reader: 1 },
  { do: "remove message", message: "msg_1", part: "prt_1" },
  { do: "open", message: "msg_1", part: "prt_2" },
  { reader: 1 },
];

describe("any interleaving of streams and storage", () => {
  let storage: TestStorage;
  let writer: SqliteStorage;

  beforeEach(() => {
    storage = makeTestStorage();
    writer = new SqliteStorage(storage.dataDir);
    writer.createSession({ id: SESSION, directory: "/work", title: "Streams" });
  });
  afterEach(() => {
    writer.close();
    storage.dispose();
  });

  function reset(): void {
    for (const message of MESSAGES) {
      writer.removeMessage(SESSION, message);
      write(writer, { do: "open", message, part: "prt_1" });
    }
  }

  it("gives each of two readers what is stored, but for text in blocks that the storage holds open", async () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: storageStep },
      { weight: 5, arbitrary: fc.record({ event: eventStep, teller: fc.constantFrom(...TELLERS) }) },
      { weight: 1, arbitrary: fc.record({ lost: fc.constantFrom(...TELLERS) }) },
      { weight: 3, arbitrary: fc.record({ reader: fc.constantFrom(0, 1) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), async (steps) => {
        reset();
        const blocks = new StreamedBlocks();
        const sessionTree = new StreamingSessionTree();
        const readers = [emptyReader(), emptyReader()];
        for (const one of steps) {
          if ("event" in one) apply(blocks, eventOf(one.event), one.teller);
          else if ("lost" in one) blocks.dropOf(one.lost);
          else if ("reader" in one) await check(readers[one.reader] ?? emptyReader(), sessionTree, blocks);
          else write(writer, one);
        }
        for (const teller of TELLERS) blocks.dropOf(teller);
        for (const reader of readers) {
          await catchUp(reader, sessionTree, blocks);
          assert.deepEqual(reader.held, await wholeOf(storage.source));
        }
      }),
      { numRuns: 150, examples: [[FINISHED_AND_BEGUN_AGAIN]] },
    );
  });

  function apply(blocks: StreamedBlocks, json: Json, teller: symbol): void {
    const event = streamEventOf(JSON.stringify(json));
    if (event) blocks.apply(event, teller);
  }

  const emptyReader = () => ({ held: new Map<string, Json>(), cursor: undefined as string | undefined });
  type Held = ReturnType<typeof emptyReader>;

  async function catchUp(
    reader: Held,
    sessionTree: StreamingSessionTree,
    blocks: StreamedBlocks,
  ): Promise<void> {
    const { seen, inStorage } = sessionTree.positionOf(reader.cursor);
    const reading = await storage.source.read(SESSION, inStorage);
    for (const [key, content] of sessionTree.extend(reading, blocks.all, seen)) {
      assert.ok(reading.keys.has(key));
      reader.held.set(key, content);
    }
    for (const key of reader.held.keys()) if (!reading.keys.has(key)) reader.held.delete(key);
    reader.cursor = sessionTree.cursorAfter(reading.cursor);
  }

  async function check(
    reader: Held,
    sessionTree: StreamingSessionTree,
    blocks: StreamedBlocks,
  ): Promise<void> {
    await catchUp(reader, sessionTree, blocks);
    const anew = emptyReader();
    await catchUp(anew, sessionTree, blocks);
    assert.deepEqual(reader.held, anew.held);
    const stored = await wholeOf(storage.source);
    assert.deepEqual([...reader.held.keys()].sort(), [...stored.keys()].sort());
    for (const [key, content] of reader.held) {
      const original = stored.get(key) as { readonly text?: string; readonly messageID?: string };
      const answer = stored.get(messageKey(SESSION, original.messageID ?? ""));
      const isOpen = original.text === "" && !JSON.stringify(answer).includes("completed");
      if (isOpen) assert.deepEqual({ ...(content as object), text: "" }, original);
      else assert.deepEqual(content, original);
    }
  }

  it("ends at what is stored, through a real server that is cut and comes back", async () => {
    const server = await OpencodeServer.start();
    const step = fc.oneof(
      { weight: 3, arbitrary: storageStep },
      { weight: 5, arbitrary: fc.record({ event: eventStep }) },
      { weight: 1, arbitrary: fc.record({ cut: fc.boolean() }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.boolean(), async (steps, isCutAtTheEnd) => {
        reset();
        const found = serverAt(server.url, {});
        const source = new StreamingSource({
          storage: storage.source,
          finder: { find: async () => (found ? [found] : []), watch: () => ({ dispose() {} }) },
          report: () => {},
          pace: { firstRetryMs: 1, longestRetryMs: 5 },
        });
        const reader = new TestReader(source, SESSION);
        await reader.read();
        await until(() => server.followers === 1);
        for (const one of steps) {
          if ("event" in one) server.send(eventOf(one.event));
          else if ("cut" in one) server.cut();
          else write(writer, one);
          await new Promise(setImmediate);
        }
        if (isCutAtTheEnd) server.cut();
        else for (const message of MESSAGES) write(writer, { do: "complete", message, part: "prt_1" });
        const stored = await wholeOf(storage.source);
        await until(async () => {
          await reader.read();
          return JSON.stringify([...reader.held].sort()) === JSON.stringify([...stored].sort());
        });
        reader.dispose();
        await until(() => server.followers === 0);
      }),
      { numRuns: 25 },
    );
    await server.stop();
  });
});
