import assert from "node:assert/strict";
import { ProjectStorage } from "../../../fixtures/project-storage.ts";
import { textPart, userMessage } from "../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../fixtures/sqlite-v2-storage.ts";
import { TreeStorage } from "../../../fixtures/tree-storage.ts";
import { infoKey } from "../../../protocol/keys.ts";
import {
  makeTestStorage,
  openTestStorage,
  type TestStorage,
  transcriptOf,
} from "../../testing/test-storage.ts";
import { SessionGoneError, type SessionSource } from "../session-source.ts";

type Storages = readonly (readonly [string, (dataDir: string) => SessionWriter])[];

const MAIN: Storages = [
  ["2.x", (dir) => new SqliteV2Storage(dir)],
  ["1.18", (dir) => new SqliteStorage(dir)],
];
const CHANNEL: Storages = [
  ["another channel", (dir) => new SqliteStorage(dir, { fileName: "opencode-beta.db" })],
];
const TREES: Storages = [
  ["1.0", (dir) => new TreeStorage(dir)],
  ["0.x", (dir) => new ProjectStorage(dir)],
];

function write(writer: SessionWriter, name: string, id: string, parentId?: string) {
  writer.createSession({ id, directory: "/work", title: name, ...(parentId ? { parentId } : {}) });
  const message = writer.putMessage(id, userMessage());
  writer.putPart(id, message, textPart(`from ${name}`));
}

/** What may lie side by side in one data folder, the one to believe first. */
const SIDE_BY_SIDE: Readonly<Record<string, Storages>> = {
  "several databases": [...MAIN, ...CHANNEL],
  "databases and trees that have not been moved": [...MAIN, ...CHANNEL, ...TREES],
};

for (const [which, STORAGES] of Object.entries(SIDE_BY_SIDE))
  describe(`${which} side by side`, () => {
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
      const [first, last] = [writers.at(0), writers.at(-1)];
      assert.ok(first && last);
      for (const [name, writer] of [first, last]) {
        write(writer, name, "ses_root");
        write(writer, name, writer === last[1] ? "ses_left" : "ses_moved", "ses_root");
      }
      const { keys } = await storage.source.read("ses_root");
      assert.deepEqual([keys.has(infoKey("ses_moved")), keys.has(infoKey("ses_left"))], [true, false]);
    });

    it("know that a session is gone when none has it", async () => {
      await assert.rejects(storage.source.read("ses_never"), SessionGoneError);
    });
  });

describe("a JSON tree beside a database", () => {
  let storage: TestStorage;
  let tree: TreeStorage;
  let database: SqliteStorage | undefined;

  beforeEach(() => {
    storage = makeTestStorage();
    tree = new TreeStorage(storage.dataDir);
    for (const id of ["ses_moved", "ses_other"]) write(tree, "1.0", id);
  });
  afterEach(() => {
    database?.close();
    database = undefined;
    storage.dispose();
  });

  /** As opencode 1.2 does at its first start; the tree stays. */
  function migrate(): SqliteStorage {
    database = new SqliteStorage(storage.dataDir);
    for (const id of ["ses_moved", "ses_other"]) write(database, "1.2", id);
    return database;
  }

  it("is read until opencode moves its sessions", async () => {
    assert.deepEqual(transcriptOf(await storage.source.read("ses_moved")), ["user", "text: from 1.0"]);
    migrate();
    assert.deepEqual(transcriptOf(await storage.source.read("ses_moved")), ["user", "text: from 1.2"]);
  });

  const restarted = async (work: (source: SessionSource) => Promise<void>) => {
    const other = openTestStorage(storage.dataDir);
    await work(other.source).finally(() => other.dispose());
  };

  it("does not bring back what was deleted since, not even after a restart", async () => {
    migrate().removeSession("ses_moved");
    await restarted(async (source) => {
      await assert.rejects(source.read("ses_moved"), SessionGoneError);
      assert.deepEqual(
        (await source.list()).map(({ id }) => id),
        ["ses_other"],
      );
    });
  });

  it("does not stand in for the database while that cannot be read, not even after a restart", async () => {
    migrate().database.exec("alter table session rename to session_v9");
    await restarted(async (source) => {
      const expected = { name: "SourceUnavailableError", message: /newer opencode/ };
      await assert.rejects(source.list(), expected);
      await assert.rejects(source.read("ses_moved"), expected);
    });
  });
});
