import assert from "node:assert/strict";
import { mock } from "node:test";
import { assistantMessage, textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import { makeTestStorage, type TestStorage } from "../../testing/test-storage.ts";
import type { Cursor, SessionReading } from "../session-source.ts";

const ROOT = "ses_root";
const MANY = 300;
/** Of the time between two looks, ms. */
const LOOK_MS = 2_500;
/** Every change is told of twice, and of many files some in each look. */
const ENOUGH_LOOKS = 20;

for (const form of STORAGE_FORMS)
  describe(`where no file events come, ${form.name}`, () => {
    let storage: TestStorage;
    let writer: SessionWriter;
    let cursor: Cursor;
    let message: string;
    let part: string;
    let heard: (readonly string[] | undefined)[];

    beforeEach(async () => {
      mock.timers.enable({ apis: ["setInterval"] });
      storage = makeTestStorage({ watchFiles: () => ({ dispose() {} }) });
      writer = form.open(storage.dataDir);
      writer.createSession({ id: ROOT, directory: "/work", title: "Root" });
      message = writer.putMessage(ROOT, userMessage());
      part = writer.putPart(ROOT, message, textPart("first"));
      heard = [];
      cursor = (await storage.source.read(ROOT)).cursor;
    });
    afterEach(() => {
      mock.timers.reset();
      writer.close();
      storage.dispose();
    });

    const watch = () => storage.source.watch((ids) => void heard.push(ids));
    const isTold = () => heard.some((ids) => ids?.includes(ROOT) ?? true);

    /** Reads whenever it is told to, as a share does. */
    async function follow(): Promise<SessionReading> {
      const contents = new Map();
      for (let look = 0; look < ENOUGH_LOOKS; look++) {
        heard = [];
        mock.timers.tick(LOOK_MS);
        if (!isTold()) continue;
        const reading = await storage.source.read(ROOT, cursor);
        cursor = reading.cursor;
        for (const [key, content] of reading.contents) contents.set(key, content);
      }
      return { ...(await storage.source.read(ROOT, cursor)), contents };
    }
    const news = async () => JSON.stringify([...(await follow()).contents.values()]);

    it("finds every change of a session that is followed, and then nothing more", async () => {
      const watching = watch();
      await follow();
      writer.appendText(ROOT, message, part, ", and more");
      assert.match(await news(), /first, and more/);
      const second = writer.putMessage(ROOT, assistantMessage(message));
      writer.putPart(ROOT, second, textPart("second"));
      assert.match(await news(), /second/);
      writer.changeSession(ROOT, { title: "Renamed" });
      assert.match(await news(), /Renamed/);
      writer.createSession({ id: "ses_child", directory: "/work", title: "Child", parentId: ROOT });
      assert.match(await news(), /Child/);
      writer.putPart("ses_child", writer.putMessage("ses_child", userMessage()), textPart("below"));
      assert.match(await news(), /below/);
      const before = (await follow()).keys.size;
      writer.removeMessage(ROOT, second);
      assert.ok((await follow()).keys.size < before);
      heard = [];
      mock.timers.tick(ENOUGH_LOOKS * LOOK_MS);
      assert.deepEqual(heard, []);
      watching.dispose();
    });

    it("finds a change of what was written long before the last", async () => {
      for (let n = 0; n < MANY; n++)
        writer.putPart(ROOT, writer.putMessage(ROOT, userMessage()), textPart(`${n}`));
      cursor = (await storage.source.read(ROOT)).cursor;
      const watching = watch();
      await follow();
      writer.appendText(ROOT, message, part, ", and more");
      assert.match(await news(), /first, and more/);
      watching.dispose();
    });

    it("finds sessions that come, change and go, for a list", async () => {
      const titles = async () => {
        const looks = ENOUGH_LOOKS;
        for (let look = 0, isHeard = false; look < looks && !isHeard; look++) {
          mock.timers.tick(LOOK_MS);
          isHeard = heard.length > 0;
        }
        const told = heard.length > 0;
        heard = [];
        return told ? (await storage.source.list()).map(({ title }) => title).sort() : "not told";
      };
      await storage.source.list();
      const watching = watch();
      writer.createSession({ id: "ses_new", directory: "/work", title: "New" });
      assert.deepEqual(await titles(), ["New", "Root"]);
      writer.changeSession("ses_new", { title: "Newer" });
      assert.deepEqual(await titles(), ["Newer", "Root"]);
      writer.removeSession("ses_new");
      assert.deepEqual(await titles(), ["Root"]);
      watching.dispose();
    });

    it("looks at nothing once nobody listens", () => {
      const [one, other] = [watch(), watch()];
      mock.timers.tick(2 * LOOK_MS);
      one.dispose();
      other.dispose();
      heard = [];
      writer.appendText(ROOT, message, part, ", and more");
      mock.timers.tick(ENOUGH_LOOKS * LOOK_MS);
      assert.deepEqual(heard, []);
    });
  });
