import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  assistantMessage,
  completedTool,
  reasoningPart,
  textPart,
  userMessage,
} from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { STORAGE_FORMS } from "../../../fixtures/storage-forms.ts";
import type { Disposable } from "../../../primitives/disposable.ts";
import { isJsonObject } from "../../../protocol/json.ts";
import { infoKey, messageKey, parseKey, partKey } from "../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage, transcriptOf } from "../../testing/test-storage.ts";
import { SessionGoneError, type SessionReading, type SessionSource } from "../session-source.ts";

/** A person asks, the agent thinks, runs a tool and answers. */
function writeTurn(writer: SessionWriter, ids = { session: "ses_a", user: "msg_a1", agent: "msg_a2" }) {
  writer.createSession({ id: ids.session, directory: "/work/demo", title: "Greeting" });
  writer.putMessage(ids.session, { id: ids.user, ...userMessage({ time: { created: 1000 } }) });
  writer.putPart(ids.session, ids.user, textPart("Say hello"));
  const answer = assistantMessage(ids.user, { time: { created: 2000, completed: 3000 } });
  writer.putMessage(ids.session, { id: ids.agent, ...answer });
  const parts = [
    reasoningPart("A short one.", 2000, 2100),
    completedTool("shell", "call_1", { command: "date" }, "Friday"),
    textPart("Hello"),
  ].map((part) => writer.putPart(ids.session, ids.agent, part));
  return { ...ids, parts };
}

const TRANSCRIPT = [
  ...["user", "text: Say hello"],
  ...["assistant", "reasoning: A short one.", "tool shell completed: Friday", "text: Hello"],
];

for (const form of STORAGE_FORMS) {
  describe(`an opencode source over ${form.name}`, () => {
    let storage: TestStorage;
    let source: SessionSource;
    let writer: SessionWriter;

    beforeEach(() => {
      storage = makeTestStorage();
      source = storage.source;
      writer = form.open(storage.dataDir);
    });
    afterEach(() => {
      writer.close();
      storage.dispose();
    });

    it("lists sessions, the last updated first, with titles, folders and parents", async () => {
      const old = Date.now() - 60_000;
      const earlier = form.open(storage.dataDir, { now: () => old });
      const directory = join(storage.dataDir, "one");
      mkdirSync(directory, { recursive: true });
      const parent = earlier.createSession({ directory, title: "First" });
      earlier.close();
      const child = writer.createSession({ directory, title: null, parentId: parent });
      const listed = (await source.list()).map(({ id, title, directory, parentId }) => ({
        ...{ id, title, directory, parentId },
      }));
      assert.deepEqual(listed, [
        { id: child, title: "", directory, parentId: parent },
        { id: parent, title: "First", directory, parentId: undefined },
      ]);
    });

    it("reads a whole session, in order", async () => {
      const { session } = writeTurn(writer);
      const reading = await source.read(session);
      assert.deepEqual(transcriptOf(reading), TRANSCRIPT);
      assert.deepEqual([...reading.keys].sort(), [...reading.contents.keys()].sort());
      const info = reading.contents.get(infoKey(session));
      assert.ok(isJsonObject(info));
      assert.equal(info.title, "Greeting");
    });

    it("reads what changed since a cursor, by whoever it was given to", async () => {
      const { session, agent, parts } = writeTurn(writer);
      const { cursor } = await source.read(session);
      writer.appendText(session, agent, parts[2] ?? "", ", world");
      await source.read(session);
      const changed = await source.read(session, cursor);
      const grown = [...changed.contents.values()].filter((content) => isJsonObject(content) && content.text);
      assert.ok(grown.some((content) => isJsonObject(content) && content.text === "Hello, world"));
      assert.equal(changed.keys.size, 7);
    });

    it("reads the whole session for a cursor that it does not know", async () => {
      const { session } = writeTurn(writer);
      const reading = await source.read(session, "somebody-elses.7");
      assert.equal(reading.contents.size, 7);
    });

    it("tells by its keys that a part and a message were removed", async () => {
      const { session, user, agent, parts } = writeTurn(writer);
      const { cursor } = await source.read(session);
      writer.removePart(session, agent, parts[2] ?? "");
      writer.removeMessage(session, user);
      const { keys } = await source.read(session, cursor);
      assert.equal(keys.size, 4);
      assert.ok(!keys.has(messageKey(session, user)));
      assert.ok(keys.has(messageKey(session, agent)));
    });

    it("loses what is undone, and has it back after a redo", async () => {
      const { session, user, agent } = writeTurn(writer);
      const { cursor, keys } = await source.read(session);
      const revertIn = ({ contents }: SessionReading) => Object(contents.get(infoKey(session))).revert;
      writer.changeSession(session, { revert: { messageID: agent, snapshot: "s", diff: "+ undone" } });
      const undone = await source.read(session, cursor);
      assert.deepEqual(revertIn(undone), { messageID: agent });
      assert.deepEqual(
        [...undone.keys].map((key) => parseKey(key)).filter((path) => path?.kind === "message"),
        [parseKey(messageKey(session, user))],
      );
      assert.equal(undone.keys.size, 3);
      writer.changeSession(session, { revert: null });
      const back = await source.read(session, undone.cursor);
      assert.equal(revertIn(back), undefined);
      assert.deepEqual(back.keys, keys);
      assert.deepEqual(transcriptOf(await source.read(session)), TRANSCRIPT);
      for (const key of keys) if (!undone.keys.has(key)) assert.ok(back.contents.has(key));
    });

    if (form.model === "v1")
      it("loses the parts from where a message is undone", async () => {
        const { session, agent, parts } = writeTurn(writer);
        writer.changeSession(session, { revert: { messageID: agent, partID: parts[1] ?? "" } });
        assert.deepEqual(transcriptOf(await source.read(session)), TRANSCRIPT.slice(0, -2));
      });

    it("says that a removed session is gone", async () => {
      const { session } = writeTurn(writer);
      const { cursor } = await source.read(session);
      writer.removeSession(session);
      await assert.rejects(source.read(session, cursor), SessionGoneError);
      await assert.rejects(source.read("ses_never"), SessionGoneError);
      assert.deepEqual(await source.list(), []);
    });

    it("keeps share state, permissions, prompts, workspaces, credentials and providers' data to itself", async () => {
      const { session, user, agent } = writeTurn(writer);
      const system = ["You are a secret prompt."];
      const error = { name: "APIError", data: { message: "no", responseBody: "secret" } };
      writer.putMessage(session, { id: user, ...assistantMessage(user), system, error });
      writer.putPart(session, agent, textPart("signed", { metadata: { signature: "secret" } }));
      const text = JSON.stringify([...(await source.read(session)).contents]);
      assert.doesNotMatch(text, /secret|elsewhere\.example|permission|wrk_private|opaque/);
    });

    it("reads a part of 20 MB and one of 50,000 lines", async () => {
      const { session, agent } = writeTurn(writer);
      const large = "0123456789abcdef".repeat((20 * 1024 * 1024) / 16);
      const lines = Array.from({ length: 50_000 }, (_, line) => `line ${line}`).join("\n");
      const largeId = writer.putPart(session, agent, textPart(large));
      const linesId = writer.putPart(session, agent, completedTool("shell", "call_2", {}, lines));
      const { contents } = await source.read(session);
      const largePart = contents.get(partKey(session, agent, largeId));
      assert.ok(isJsonObject(largePart) && largePart.text === large);
      const linesPart = contents.get(partKey(session, agent, linesId));
      assert.ok(isJsonObject(linesPart) && isJsonObject(linesPart.state ?? null));
      assert.ok(JSON.stringify(linesPart).includes(JSON.stringify(lines)));
    });

    it("skips ids that can be no key, says so once, and reads the others", async () => {
      const { session, agent } = writeTurn(writer);
      const tooLong = "x".repeat(240);
      for (const id of [tooLong, "pàrt", "a b"]) {
        writer.createSession({ id, directory: "/work", title: "Odd" });
        writer.putMessage(session, { id: `${id}_m`, ...userMessage() });
        if (form.model === "v1") writer.putPart(session, agent, { id: `${id}_p`, ...textPart("odd") });
      }
      const listed = await source.list();
      assert.deepEqual(
        listed.map(({ id }) => id),
        [session],
      );
      const { cursor } = await source.read(session);
      const said = storage.reports.length;
      assert.ok(said >= 5);
      await source.list();
      assert.deepEqual(transcriptOf(await source.read(session)), TRANSCRIPT);
      await source.read(session, cursor);
      assert.equal(storage.reports.length, said);
      assert.ok(storage.reports.every((report) => report.length < 200));
    });

    for (const id of ["../../etc/passwd", "pàrt", "x".repeat(10_000)])
      it(`has no session ${id.slice(0, 20)}`, async () => {
        writeTurn(writer);
        await assert.rejects(source.read(id), SessionGoneError);
      });

    it("calls back when something is written, and has it then", async () => {
      const { session, agent, parts } = writeTurn(writer);
      const { cursor } = await source.read(session);
      const whole = await textAfterHints(source, session, cursor, "Hello, world", () =>
        writer.appendText(session, agent, parts[2] ?? "", ", world"),
      );
      assert.equal(whole, "Hello, world");
    });

    it("follows a writer that does not wait for it", async () => {
      const { session, agent, parts } = writeTurn(writer);
      const { cursor } = await source.read(session);
      const words = Array.from({ length: 200 }, (_, index) => ` ${index}`);
      const expected = `Hello${words.join("")}`;
      const text = await textAfterHints(source, session, cursor, expected, async () => {
        for (const word of words) {
          writer.appendText(session, agent, parts[2] ?? "", word);
          await new Promise(setImmediate);
        }
      });
      assert.equal(text, expected);
    });
  });
}

/** Reads on every hint, each time from where the last reading ended, until the text is there. */
async function textAfterHints(
  source: SessionSource,
  session: string,
  start: string,
  expected: string,
  write: () => void | Promise<void>,
): Promise<string> {
  let cursor = start;
  let reading = Promise.resolve();
  let watching: Disposable | undefined;
  const arrived = new Promise<string>((resolve, reject) => {
    watching = source.watch(() => {
      reading = reading.then(async () => {
        const changed = await source.read(session, cursor);
        cursor = changed.cursor;
        for (const content of changed.contents.values())
          if (isJsonObject(content) && content.text === expected) resolve(expected);
      });
      reading.catch(reject);
    });
  });
  await write();
  return arrived.finally(() => watching?.dispose());
}

describe("the v1 forms of opencode's storage", () => {
  it("read as the same contents", async () => {
    const readings = STORAGE_FORMS.filter(({ model }) => model === "v1").map(async (form) => {
      const storage = makeTestStorage();
      const writer = form.open(storage.dataDir, { now: () => 5000 });
      writer.createSession({ id: "ses_s", directory: "/work/demo", title: "Same" });
      writer.putMessage("ses_s", { id: "msg_1", ...userMessage({ time: { created: 1 } }) });
      writer.putPart("ses_s", "msg_1", { id: "prt_1", ...textPart("Hi", { synthetic: true }) });
      writer.changeSession("ses_s", { revert: { messageID: "msg_1" } });
      const { contents } = await storage.source.read("ses_s");
      writer.close();
      storage.dispose();
      const {
        version: _,
        cost: __,
        tokens: ___,
        ...info
      } = contents.get(infoKey("ses_s")) as object & {
        [name: string]: unknown;
      };
      return new Map<string, unknown>([...contents, [infoKey("ses_s"), info]]);
    });
    const [tree, ...others] = await Promise.all(readings);
    for (const other of others) assert.deepEqual(other, tree);
  });
});

describe("an opencode source without a storage", () => {
  for (const form of STORAGE_FORMS)
    it(`has no sessions until ${form.name} appears`, async () => {
      const storage = makeTestStorage();
      assert.deepEqual(await storage.source.list(), []);
      let watching: Disposable | undefined;
      const appeared = new Promise<void>((resolve) => {
        watching = storage.source.watch(() => resolve());
      });
      const writer = form.open(storage.dataDir);
      const session = writer.createSession({ directory: "/work", title: "Later" });
      await appeared;
      assert.deepEqual(
        (await storage.source.list()).map(({ id }) => id),
        [session],
      );
      watching?.dispose();
      writer.close();
      storage.dispose();
    });
});
