import assert from "node:assert/strict";
import { assistantMessage, textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import { makeTestStorage, type TestStorage, transcriptOf } from "../../testing/test-storage.ts";

const SESSION = "ses_long";
/** The ids of opencode began again between the second and the third; those of other programs sort by nothing. */
const IDS = {
  "opencode's ids": [
    "msg_fb79dcd00001aaaaaaaaaaaaaa",
    "msg_fb79de088001aaaaaaaaaaaaaa",
    "msg_00f29e900001aaaaaaaaaaaaaa",
    "msg_00f29fc88001aaaaaaaaaaaaaa",
    "msg_00f60d780001aaaaaaaaaaaaaa",
  ],
  "another program's ids": ["msg_m", "msg_z", "msg_a", "msg_q", "msg_b"],
};

for (const form of STORAGE_FORMS)
  for (const [whose, ids] of Object.entries(IDS))
    describe(`a session whose ids do not ascend in time, with ${whose}, in ${form.name}`, () => {
      let storage: TestStorage;
      let writer: SessionWriter;
      let now: number;

      beforeEach(() => {
        storage = makeTestStorage();
        now = Date.parse("2026-07-31T10:00:00Z");
        writer = form.open(storage.dataDir, { now: () => now });
        writer.createSession({ id: SESSION, directory: "/work", title: "Long" });
        for (const [index, id] of ids.entries()) {
          now += 1000;
          const time = { created: now };
          const message =
            index % 2 === 0 ? userMessage({ time }) : assistantMessage(ids[index - 1] ?? "", { time });
          writer.putMessage(SESSION, { id, ...message });
          writer.putPart(SESSION, id, textPart(String(index + 1)));
        }
      });
      afterEach(() => {
        writer.close();
        storage.dispose();
      });

      const texts = async () =>
        transcriptOf(await storage.source.read(SESSION)).flatMap(
          (line) => /^text: (.*)$/.exec(line)?.[1] ?? [],
        );
      const undo = (messageID: string | undefined) =>
        writer.changeSession(SESSION, { revert: { messageID: messageID ?? "" } });

      it("is read in the order of time", async () => {
        assert.deepEqual(await texts(), ["1", "2", "3", "4", "5"]);
      });

      it("loses what follows an older message that is undone, and gets it back", async () => {
        undo(ids[1]);
        assert.deepEqual(await texts(), ["1"]);
        writer.changeSession(SESSION, { revert: null });
        assert.deepEqual(await texts(), ["1", "2", "3", "4", "5"]);
      });

      it("loses no more than its last prompt when that is undone", async () => {
        undo(ids[4]);
        assert.deepEqual(await texts(), ["1", "2", "3", "4"]);
      });

      if (form.model === "v1" && whose === "opencode's ids")
        it("shows nothing of what is undone while it is being deleted, its first message before the others", async () => {
          undo(ids[1]);
          writer.removeMessage(SESSION, ids[1] ?? "");
          assert.deepEqual(await texts(), ["1"]);
        });
    });
