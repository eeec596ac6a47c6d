import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { assistantMessage, textPart } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../fixtures/sqlite-v2-storage.ts";
import { TreeStorage } from "../../../fixtures/tree-storage.ts";
import { partKey } from "../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage } from "../../testing/test-storage.ts";
import type { SessionSummary } from "../session-source.ts";

const MANY = 10_000;
/** In each message. */
const PARTS = 100;

type Writer = SessionWriter & { readonly database?: { exec(sql: string): void } };

const FORMS: Readonly<Record<string, (dataDir: string) => Writer>> = {
  "JSON tree": (dataDir) => new TreeStorage(dataDir),
  "SQLite 1.18": (dataDir) => new SqliteStorage(dataDir),
  "SQLite 2.x": (dataDir) => new SqliteV2Storage(dataDir),
};

for (const [name, open] of Object.entries(FORMS))
  describe(`a large storage, ${name}`, () => {
    let storage: TestStorage;
    let writer: Writer;

    beforeEach(() => {
      storage = makeTestStorage();
      writer = open(storage.dataDir);
    });
    afterEach(() => {
      writer.close();
      storage.dispose();
    });

    function atOnce(write: () => void) {
      writer.database?.exec("begin");
      write();
      writer.database?.exec("commit");
    }

    it(`lists ${MANY} sessions, the last updated first`, async () => {
      const ids: string[] = [];
      atOnce(() => {
        for (let n = 0; n < MANY; n++)
          ids.push(writer.createSession({ directory: "/work", title: `Session ${n}` }));
      });
      let turns = 0;
      const others = setInterval(() => (turns += 1));
      const listed = await storage.source.list();
      clearInterval(others);
      assert.deepEqual(new Set(listed.map(({ id }) => id)), new Set(ids));
      assert.deepEqual(
        listed.map(({ updatedAt }) => updatedAt),
        listed.map(({ updatedAt }) => updatedAt).sort((a, b) => b - a),
      );
      if (name === "JSON tree") assert.ok(turns > 0, "the rest of the process waited for all of them");
    });

    if (name === "JSON tree")
      it("tells meanwhile of those that were written last", async () => {
        const oldest = writer.createSession({ directory: "/work", title: "Old, and gone on with" });
        for (let n = 0; n < MANY; n++)
          writer.createSession({ directory: "/work", title: `Session ${n}`, id: `ses_${n}` });
        await delay(5);
        writer.changeSession(oldest, { title: "Gone on with" });
        const told: (readonly SessionSummary[])[] = [];
        const whole = await storage.source.list((some) => told.push(some));
        assert.deepEqual(
          told.map(({ length }) => length),
          [500, 1000, 2000, 4000, 8000],
        );
        assert.equal(told[0]?.[0]?.title, "Gone on with");
        assert.equal(whole.length, MANY + 1);
      });

    it(`reads a session of ${MANY} parts, and then what changed of it`, async () => {
      const session = writer.createSession({ directory: "/work", title: "Long" });
      let message = "";
      let part = "";
      atOnce(() => {
        for (let n = 0; n < MANY; n++) {
          if (n % PARTS === 0) message = writer.putMessage(session, assistantMessage("msg_0"));
          part = writer.putPart(session, message, textPart(`part ${n}`));
        }
      });
      const whole = await storage.source.read(session);
      assert.equal(whole.contents.size, 1 + MANY / PARTS + MANY);
      writer.appendText(session, message, part, " and more");
      const changed = await storage.source.read(session, whole.cursor);
      const texts = [...changed.contents.values()].map((content) => Object(content).text);
      assert.ok(changed.contents.has(partKey(session, message, part)));
      assert.ok(texts.includes(`part ${MANY - 1} and more`));
      assert.ok(changed.contents.size <= 2 + PARTS);
      assert.deepEqual(changed.keys, whole.keys);
    });
  });
