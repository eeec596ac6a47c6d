import assert from "node:assert/strict";
import { assistantMessage, textPart, toolPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import type { JsonObject } from "../../../protocol/json.ts";
import { parseKey } from "../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage } from "../../testing/test-storage.ts";
import type { Cursor } from "../session-source.ts";

const ROOT = "ses_root";
const EARLIER = "ses_earlier";
const CHILD = "ses_child";
const GRANDCHILD = "ses_grandchild";

for (const form of STORAGE_FORMS)
  describe(`sub-agents' sessions whose call is taken back, in ${form.name}`, () => {
    let storage: TestStorage;
    let writer: SessionWriter;
    let now: number;
    let cursor: Cursor | undefined;

    /** The sessions that a reader knows after it has read what changed. */
    const readOn = async () => {
      const reading = await storage.source.read(ROOT, cursor);
      cursor = reading.cursor;
      return [...new Set([...reading.keys].map((key) => parseKey(key)?.sessionId))].sort();
    };

    beforeEach(() => {
      storage = makeTestStorage();
      now = Date.now() - 3_600_000;
      cursor = undefined;
      writer = form.open(storage.dataDir, { now: () => now });
      writer.createSession({ id: ROOT, directory: "/work", title: ROOT });
      const prompt = ask("msg_1", "Look around");
      answer("msg_2", prompt, () => begin(EARLIER, ROOT));
      ask("msg_3", "My key is hunter2");
      answer("msg_4", "msg_3", () => {
        begin(CHILD, ROOT);
        begin(GRANDCHILD, CHILD);
      });
    });
    afterEach(() => {
      writer.close();
      storage.dispose();
    });

    function begin(id: string, parentId: string): void {
      now += 1000;
      writer.createSession({ id, directory: "/work", title: id, parentId });
      now += 1000;
      const message = writer.putMessage(id, { id: `msg_${id}`, ...userMessage({ time: { created: now } }) });
      writer.putPart(id, message, textPart(`in ${id}`));
    }

    function ask(id: string, text: string): string {
      now += 1000;
      writer.putMessage(ROOT, { id, ...userMessage({ time: { created: now } }) });
      writer.putPart(ROOT, id, textPart(text));
      return id;
    }

    /** Answers, and does something meanwhile. */
    function answer(id: string, parentId: string, work: () => void): void {
      now += 1000;
      const created = now;
      const put = (time: { created: number; completed?: number }) =>
        writer.putMessage(ROOT, { id, ...assistantMessage(parentId, { time }) });
      put({ created });
      work();
      now += 1000;
      put({ created, completed: now });
    }

    it("leave with it, come back with a redo, and stay away after the next prompt", async () => {
      const all = [CHILD, EARLIER, GRANDCHILD, ROOT];
      assert.deepEqual(await readOn(), all);
      writer.changeSession(ROOT, { revert: { messageID: "msg_3" } });
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
      writer.changeSession(ROOT, { revert: null });
      assert.deepEqual(await readOn(), all);
      writer.changeSession(ROOT, { revert: { messageID: "msg_3" } });
      for (const id of ["msg_4", "msg_3"]) writer.removeMessage(ROOT, id);
      writer.changeSession(ROOT, { revert: null });
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
      ask("msg_5", "Something else");
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
    });

    it("stay while the answer that began them goes on, whatever is said after it", async () => {
      ask("msg_5", "And now?");
      now += 1000;
      writer.putMessage(ROOT, { id: "msg_6", ...assistantMessage("msg_5", { time: { created: now } }) });
      begin("ses_more", ROOT);
      assert.ok((await readOn()).includes("ses_more"));
      ask("msg_7", "Go on");
      assert.ok((await readOn()).includes("ses_more"));
    });

    it("leave when the answer that began them is deleted", async () => {
      for (const id of ["msg_4", "msg_3"]) writer.removeMessage(ROOT, id);
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
      for (const id of ["msg_2", "msg_1"]) writer.removeMessage(ROOT, id);
      assert.deepEqual(await readOn(), [ROOT]);
    });

    /** A call that has ended says which session it has begun. */
    function call(sessionId: string, messageId: string, metadata: JsonObject, partId?: string): string {
      const state = { status: "completed", input: {}, output: "", title: "Later", metadata };
      const part = { ...toolPart("task", "call_later", state), ...(partId ? { id: partId } : {}) };
      return writer.putPart(sessionId, messageId, part);
    }

    for (const name of ["sessionId", "sessionID"])
      it(`belong to the answer whose call names them by ${name}, however long after it they are begun`, async () => {
        const part = call(ROOT, "msg_2", {});
        now += 60_000;
        begin("ses_queued", ROOT);
        begin("ses_below", "ses_queued");
        begin("ses_nobodys", ROOT);
        assert.ok(!(await readOn()).includes("ses_queued"));
        call(ROOT, "msg_2", { [name]: "ses_queued" }, part);
        assert.deepEqual(
          (await readOn()).filter((id) => ![EARLIER, CHILD, GRANDCHILD].includes(String(id))),
          ["ses_below", "ses_queued", ROOT].sort(),
        );
        cursor = undefined;
        assert.ok((await readOn()).includes("ses_queued"));
      });

    it("leave with the call that names them, come back with a redo, and go when it is deleted", async () => {
      call(ROOT, "msg_4", { sessionId: "ses_queued" });
      now += 60_000;
      begin("ses_queued", ROOT);
      ask("msg_5", "Meanwhile");
      assert.ok((await readOn()).includes("ses_queued"));
      writer.changeSession(ROOT, { revert: { messageID: "msg_5" } });
      assert.ok((await readOn()).includes("ses_queued"));
      writer.changeSession(ROOT, { revert: { messageID: "msg_4" } });
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
      writer.changeSession(ROOT, { revert: null });
      assert.ok((await readOn()).includes("ses_queued"));
      for (const id of ["msg_5", "msg_4", "msg_3"]) writer.removeMessage(ROOT, id);
      assert.deepEqual(await readOn(), [EARLIER, ROOT]);
    });

    it("belong to the call of a sub-agent that has begun another one of the same parent", async () => {
      const inChild = { time: { created: now, completed: now } };
      const answered = writer.putMessage(CHILD, assistantMessage("msg_ses_child", inChild));
      call(CHILD, answered, { sessionId: "ses_a_queued" });
      now += 60_000;
      begin("ses_a_queued", ROOT);
      assert.ok((await readOn()).includes("ses_a_queued"));
    });
  });
