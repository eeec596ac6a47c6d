import assert from "node:assert/strict";
import { ProjectStorage } from "../../../fixtures/project-storage.ts";
import { textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../fixtures/sqlite-v2-storage.ts";
import { TreeStorage } from "../../../fixtures/tree-storage.ts";
import { infoKey } from "../../../protocol/keys.ts";
import { SessionGoneError } from "../session-source.ts";
import { makeTestStorage, type TestStorage, transcriptOf } from "./test-storage.ts";

/** What may lie side by side in one data folder, the one to believe first. */
const STORAGES: readonly [string, (dataDir: string) => SessionWriter][] = [
  ["2.x", (dir) => new SqliteV2Storage(dir)],
  ["1.18", (dir) => new SqliteStorage(dir)],
  ["another channel", (dir) => new SqliteStorage(dir, { fileName: "opencode-beta.db" })],
  ["1.0", (dir) => new TreeStorage(dir)],
  ["0.x", (dir) => new ProjectStorage(dir)],
];

describe("several storages side by side", () => {
  let storage: TestStorage;
  let writers: readonly (readonly [string, SessionWriter])[];

  beforeEach(() => {
    storage = makeTestStorage();
    // As time went: 2.x finds the database of 1.x and adds to it.
    writers = STORAGES.toReversed()
      .map(([name, open]) => [name, open(storage.dataDir)] as const)
      .reverse();
  });
  afterEach(() => {
    for (const [, writer] of writers) writer.close();
    storage.dispose();
  });

  function write(writer: SessionWriter, name: string, id: string, parentId?: string) {
    writer.createSession({ id, directory: "/work", title: name, ...(parentId ? { parentId } : {}) });
    const message = writer.putMessage(id, userMessage());
    writer.putPart(id, message, textPart(`from ${name}`));
  }

  it("are listed as one", async () => {
    for (const [index, [name, writer]] of writers.entries()) write(writer, name, `ses_${index}`);
    const titles = (await storage.source.list()).map(({ title }) => title);
    assert.deepEqual(titles.sort(), STORAGES.map(([name]) => name).sort());
    for (const [index, [name]] of writers.entries()) {
      const transcript = transcriptOf(await storage.source.read(`ses_${index}`));
      assert.deepEqual(transcript, ["user", `text: from ${name}`]);
    }
  });

  it("give a session that several have once, from the newest", async () => {
    for (const [name, writer] of writers.toReversed()) {
      write(writer, name, "ses_same");
      assert.deepEqual(
        (await storage.source.list()).map(({ title }) => title),
        [name],
      );
      assert.deepEqual(transcriptOf(await storage.source.read("ses_same")), ["user", `text: from ${name}`]);
    }
  });

  it("give a session's sub-agents from where the session is", async () => {
    for (const [name, writer] of writers.slice(2)) {
      write(writer, name, "ses_root");
      write(writer, name, `ses_${name.replaceAll(/\W/g, "_")}`, "ses_root");
    }
    const { keys } = await storage.source.read("ses_root");
    assert.ok(keys.has(infoKey("ses_another_channel")));
    assert.ok(!keys.has(infoKey("ses_1_0")) && !keys.has(infoKey("ses_0_x")));
  });

  it("know that a session is gone when none has it", async () => {
    await assert.rejects(storage.source.read("ses_never"), SessionGoneError);
  });
});
