import assert from "node:assert/strict";
import { textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import { infoKey, messageKey, parseKey } from "../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage } from "../../testing/test-storage.ts";
import { SessionGoneError, type SessionReading, type SessionSource } from "../session-source.ts";

const ROOT = "ses_root";
const CHILD = "ses_child";
const GRANDCHILD = "ses_grandchild";
const STRANGER = "ses_stranger";

/** The sessions that some keys belong to. */
const sessionsOf = (keys: Iterable<string>) =>
  [...new Set([...keys].map((key) => parseKey(key)?.sessionId ?? key))].sort();

const sessionsIn = ({ contents, keys }: SessionReading) => {
  for (const key of contents.keys()) assert.ok(keys.has(key));
  return sessionsOf(keys);
};

for (const form of STORAGE_FORMS)
  describe(`sub-agents' sessions in ${form.name}`, () => {
    let storage: TestStorage;
    let source: SessionSource;
    let writer: SessionWriter;

    beforeEach(() => {
      storage = makeTestStorage();
      source = storage.source;
      writer = form.open(storage.dataDir);
      write(ROOT);
      write(STRANGER);
    });
    afterEach(() => {
      writer.close();
      storage.dispose();
    });

    function write(id: string, parentId?: string): string {
      writer.createSession({ id, directory: "/work", title: id, ...(parentId ? { parentId } : {}) });
      return say(id);
    }

    function say(id: string): string {
      const message = writer.putMessage(id, { id: `msg_${id}`, ...userMessage() });
      return writer.putPart(id, message, textPart(`in ${id}`));
    }

    const writeSessionTree = () => [write(CHILD, ROOT), write(GRANDCHILD, CHILD)];

    it("are read with the session that they belong to, and with no other", async () => {
      writeSessionTree();
      assert.deepEqual(sessionsIn(await source.read(ROOT)), [CHILD, GRANDCHILD, ROOT]);
      assert.deepEqual(sessionsIn(await source.read(CHILD)), [CHILD, GRANDCHILD]);
      assert.deepEqual(sessionsIn(await source.read(STRANGER)), [STRANGER]);
    });

    it("are listed by themselves, with their parents", async () => {
      writeSessionTree();
      const parents = new Map((await source.list()).map(({ id, parentId }) => [id, parentId]));
      assert.deepEqual([parents.get(CHILD), parents.get(GRANDCHILD), parents.size], [ROOT, CHILD, 4]);
    });

    it("are news when they appear, and when they go on", async () => {
      const first = await source.read(ROOT);
      const part = write(CHILD, ROOT);
      const second = await source.read(ROOT, first.cursor);
      assert.ok(
        second.contents.has(infoKey(CHILD)) && second.contents.has(messageKey(CHILD, "msg_ses_child")),
      );
      write(GRANDCHILD, CHILD);
      writer.appendText(CHILD, "msg_ses_child", part, ", on and on");
      const third = await source.read(ROOT, second.cursor);
      assert.ok(third.contents.has(infoKey(GRANDCHILD)));
      assert.ok(
        [...third.contents.values()].some((content) => JSON.stringify(content).includes("on and on")),
      );
      assert.equal(third.keys.size, 9);
    });

    it("are removed with all below them", async () => {
      writeSessionTree();
      const { cursor } = await source.read(ROOT);
      writer.removeSession(CHILD);
      const after = await source.read(ROOT, cursor);
      assert.deepEqual(sessionsIn(after), [ROOT]);
      writer.removeSession(ROOT);
      await assert.rejects(source.read(ROOT, after.cursor), SessionGoneError);
    });

    it("lose what is removed in them", async () => {
      writeSessionTree();
      const { cursor } = await source.read(ROOT);
      writer.removeMessage(GRANDCHILD, `msg_${GRANDCHILD}`);
      const { keys } = await source.read(ROOT, cursor);
      assert.ok(keys.has(infoKey(GRANDCHILD)) && !keys.has(messageKey(GRANDCHILD, `msg_${GRANDCHILD}`)));
    });

    it("move with all below them to another parent", async () => {
      writeSessionTree();
      const [old, next] = [await source.read(ROOT), await source.read(STRANGER)];
      writer.changeSession(CHILD, { parentId: STRANGER });
      assert.deepEqual(sessionsIn(await source.read(ROOT, old.cursor)), [ROOT]);
      const moved = await source.read(STRANGER, next.cursor);
      assert.deepEqual(sessionsIn(moved), [CHILD, GRANDCHILD, STRANGER]);
      assert.deepEqual(sessionsOf(moved.contents.keys()).slice(0, 2), [CHILD, GRANDCHILD]);
    });

    it("are read once even if they are each other's parents", async () => {
      writeSessionTree();
      writer.changeSession(ROOT, { parentId: GRANDCHILD });
      assert.deepEqual(sessionsIn(await source.read(ROOT)), [CHILD, GRANDCHILD, ROOT]);
    });

    it("hint at the session they belong to when they change", async () => {
      const [, part = ""] = writeSessionTree();
      await source.read(ROOT);
      const hint = Promise.withResolvers<void>();
      const watching = source.watch((ids) => {
        if (ids === undefined || ids.includes(ROOT)) hint.resolve();
      });
      writer.appendText(GRANDCHILD, `msg_${GRANDCHILD}`, part, "!");
      await hint.promise;
      watching.dispose();
    });

    it("hint at something new when they appear", async () => {
      await source.read(ROOT);
      const seen = Promise.withResolvers<SessionReading>();
      const watching = source.watch(async (ids) => {
        if (ids !== undefined && !ids.includes(ROOT)) return;
        const reading = await source.read(ROOT);
        if (reading.keys.has(messageKey(CHILD, `msg_${CHILD}`))) seen.resolve(reading);
      });
      write(CHILD, ROOT);
      assert.deepEqual(sessionsIn(await seen.promise), [CHILD, ROOT]);
      watching.dispose();
    });
  });
