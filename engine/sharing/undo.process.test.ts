import assert from "node:assert/strict";
import { assistantMessage, textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../fixtures/sqlite-v2-storage.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import { messageKey } from "../../protocol/keys.ts";
import { ShareLab } from "../testing/share-lab.ts";
import { TestViewer } from "../testing/test-viewer.ts";
import { until } from "../testing/until.ts";

const FORMS = { "1.0": TreeStorage, "1.18": SqliteStorage, "2.x": SqliteV2Storage };

for (const [version, Storage] of Object.entries(FORMS))
  describe(`a share of a session of ${version} in which something is undone`, () => {
    it("loses it at once, gets it back by a redo, and loses it for good with the next prompt", async () => {
      const lab = await ShareLab.start((dataDir) => new Storage(dataDir));
      const { storage, sessionId } = lab;
      const prompt = storage.putMessage(sessionId, userMessage());
      storage.putPart(sessionId, prompt, textPart("My key is hunter2"));
      const answer = storage.putMessage(sessionId, assistantMessage(prompt));
      storage.putPart(sessionId, answer, textPart("Never tell anybody"));
      const window = await lab.open();
      const record = await lab.share(window);
      const viewer = new TestViewer(lab.service.url, record.shareId);
      const has = (id: string) => viewer.state.contents.has(messageKey(sessionId, id));
      const words = () => JSON.stringify([...viewer.state.contents]);
      await until(() => has(prompt) && has(answer));

      storage.changeSession(sessionId, { revert: { messageID: prompt, diff: "+ hunter2" } });
      await until(() => !has(prompt) && !has(answer));
      assert.doesNotMatch(words() + JSON.stringify([...(await lab.held(record))]), /hunter2|Never tell/);
      assert.ok(has(lab.messageId));

      storage.changeSession(sessionId, { revert: null });
      await until(() => /hunter2.*Never tell/.test(words()));

      storage.changeSession(sessionId, { revert: { messageID: prompt } });
      for (const id of [answer, prompt]) storage.removeMessage(sessionId, id);
      storage.changeSession(sessionId, { revert: null });
      const next = storage.putMessage(sessionId, userMessage());
      storage.putPart(sessionId, next, textPart("Something else"));
      await until(() => has(next) && !has(prompt) && !has(answer));
      await until(() => lab.isEqual(record, window));
      viewer.dispose();
      await lab.stop();
    });
  });
