import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { assistantMessage, completedTool, textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../fixtures/sqlite-v2-storage.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import { TreeStorage } from "../../../fixtures/tree-storage.ts";
import { isJsonObject, type Json } from "../../../protocol/json.ts";
import { MAX_TITLE_LENGTH } from "../../../protocol/limits.ts";
import { makeTestStorage, messageIdsOf, type TestStorage } from "../../testing/test-storage.ts";
import type { SessionReading } from "../session-source.ts";

/** As deep as can still be written. */
const DEEP: Json = JSON.parse(`${'{"a":['.repeat(1200)}0${"]}".repeat(1200)}`) as Json;
const WIDE: Json = Array.from({ length: 100_001 }, () => ({}));
const DEEPER = `${"[".repeat(9000)}${"]".repeat(9000)}`;

const textsIn = ({ contents }: SessionReading) =>
  [...contents.values()].flatMap((content) =>
    isJsonObject(content) && typeof content.text === "string" ? [content.text] : [],
  );
const missingIn = (reading: SessionReading) =>
  textsIn(reading).filter((text) => /is missing from/.test(text));

for (const form of STORAGE_FORMS)
  describe(`a value that cannot be handled, in ${form.name}`, () => {
    let storage: TestStorage;
    let writer: SessionWriter;
    let session: string;
    let prompt: string;

    beforeEach(() => {
      storage = makeTestStorage();
      writer = form.open(storage.dataDir);
      session = writer.createSession({ directory: "/work", title: "T".repeat(100_000) });
      prompt = writer.putMessage(session, userMessage());
      writer.putPart(session, prompt, textPart("before"));
    });
    afterEach(() => {
      writer.close();
      storage.dispose();
    });

    for (const [what, value, why] of [
      ["nested without end", DEEP, "is nested more than 1000 deep"],
      ["of very many values", WIDE, "holds more than 100000 values"],
    ] as const)
      it(`${what}, is shown as missing and named, and the rest goes on`, async () => {
        const answer = writer.putMessage(session, assistantMessage(prompt));
        writer.putPart(session, answer, completedTool("bash", "call_1", { value }, "out"));
        const last = writer.putMessage(session, userMessage());
        writer.putPart(session, last, textPart("after"));
        const reading = await storage.source.read(session);
        assert.deepEqual(missingIn(reading).length, 1);
        assert.match(missingIn(reading)[0] ?? "", new RegExp(`the share: it ${why}\\.$`));
        assert.ok(textsIn(reading).includes("before") && textsIn(reading).includes("after"));
        assert.match(storage.reports.join("\n"), new RegExp(`${answer}\\S* is left out: it ${why}`));
        for (const key of reading.contents.keys()) assert.ok(reading.keys.has(key));
        const { contents } = await storage.source.read(session, reading.cursor);
        assert.deepEqual(
          [...contents.keys()].filter((key) => key.includes(last)),
          [],
        );
      });

    it("is none when it is only large", async () => {
      const text = 'one "line"\n'.repeat(200_000);
      writer.putPart(session, writer.putMessage(session, userMessage()), textPart(text));
      const reading = await storage.source.read(session);
      assert.deepEqual(missingIn(reading), []);
      assert.ok(textsIn(reading).includes(text));
    });

    it("is cut where it is a title", async () => {
      const [listed] = await storage.source.list();
      assert.equal(listed?.title.length, MAX_TITLE_LENGTH);
      const titles = [...(await storage.source.read(session)).contents.values()].flatMap((content) =>
        isJsonObject(content) && typeof content.title === "string" ? [content.title] : [],
      );
      assert.deepEqual(titles, [listed?.title]);
    });
  });

describe("a text that nobody could have written", () => {
  const raw: Record<string, (dataDir: string) => SessionWriter & { break(session: string): void }> = {
    "JSON tree": (dataDir) => {
      const writer = new TreeStorage(dataDir);
      return Object.assign(writer, {
        break(session: string) {
          const message = writer.putMessage(session, userMessage());
          const part = writer.putPart(session, message, textPart("x"));
          writeFileSync(writer.partFile(message, part), `{"type":"text","text":${DEEPER}}`);
        },
      });
    },
    "SQLite 1.18": (dataDir) => {
      const writer = new SqliteStorage(dataDir);
      return Object.assign(writer, {
        break(session: string) {
          writer.putPart(session, writer.putMessage(session, userMessage()), textPart("x"));
          writer.database.prepare("update part set data = ?").run(`{"type":"text","text":${DEEPER}}`);
          writer.database.prepare("update session set revert = ?").run(`{"a":${DEEPER}}`);
        },
      });
    },
    "SQLite 2.x": (dataDir) => {
      const writer = new SqliteV2Storage(dataDir);
      return Object.assign(writer, {
        break(session: string) {
          writer.putMessage(session, userMessage());
          writer.database.prepare("update session_message set data = ?").run(`{"text":${DEEPER}}`);
          writer.database.prepare("update session_v2 set model = ?").run(`{"a":${DEEPER}}`);
        },
      });
    },
  };
  for (const [name, open] of Object.entries(raw))
    it(`is shown as missing in ${name}`, async () => {
      const storage = makeTestStorage();
      const writer = open(storage.dataDir);
      try {
        const session = writer.createSession({ directory: "/work", title: "T" });
        writer.break(session);
        assert.equal((await storage.source.list()).length, 1);
        assert.equal(missingIn(await storage.source.read(session)).length, 1);
      } finally {
        writer.close();
        storage.dispose();
      }
    });
});

describe("a message that says too little of itself", () => {
  const noTime = '{"role":"user","time":{"created":null}}';
  const forms: Record<string, [Storage: typeof SqliteStorage | typeof SqliteV2Storage, data: string]> = {
    "cannot be handled, in SQLite 1.18": [SqliteStorage, DEEPER],
    "has no time, in SQLite 1.18": [SqliteStorage, noTime],
    "cannot be handled, in SQLite 2.x": [SqliteV2Storage, DEEPER],
  };
  for (const [what, [Storage, data]] of Object.entries(forms))
    it(`stands in its place when it ${what}`, async () => {
      const storage = makeTestStorage();
      let now = 1000;
      const writer = new Storage(storage.dataDir, { now: () => now });
      try {
        const session = writer.createSession({ directory: "/work", title: "T" });
        const ids = ["msg_b", "msg_c", "msg_a"];
        for (const id of ids) {
          now += 1000;
          writer.putMessage(session, { id, ...userMessage({ time: { created: now } }) });
        }
        const table = Storage === SqliteStorage ? "message" : "session_message";
        writer.database.prepare(`update ${table} set data = ? where id = ?`).run(data, "msg_c");
        assert.deepEqual(messageIdsOf(await storage.source.read(session)), ids);
      } finally {
        writer.close();
        storage.dispose();
      }
    });
});
