import assert from "node:assert/strict";
import { mkdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProjectStorage } from "../../../../fixtures/project-storage.ts";
import { ProjectV0Storage } from "../../../../fixtures/project-v0-storage.ts";
import { assistantMessage, textPart, userMessage } from "../../../../fixtures/session-content.ts";
import type { JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../../../protocol/keys.ts";
import {
  makeTestStorage,
  openTestStorage,
  type TestStorage,
  transcriptOf,
} from "../../../testing/test-storage.ts";
import { SourceMissingError } from "../../session-source.ts";

describe("a source over the JSON tree of 0.x", () => {
  let storage: TestStorage;
  let writer: ProjectStorage;

  beforeEach(() => {
    storage = makeTestStorage();
    mkdirSync(storage.dataDir);
    writer = new ProjectStorage(storage.dataDir);
  });
  afterEach(() => storage.dispose());

  const directoryOf = async (id: string) =>
    (await storage.source.list()).find((session) => session.id === id)?.directory;

  describe("finds the folder of a session", () => {
    it("in what an answer says, also when it comes later", async () => {
      const session = writer.createSession({ directory: "/nowhere/at/all", title: "Told" });
      const question = writer.putMessage(session, userMessage());
      assert.equal(await directoryOf(session), "");
      const { cursor } = await storage.source.read(session);
      writer.putMessage(
        session,
        assistantMessage(question, { path: { cwd: "/work/my.app/src", root: "/work" } }),
      );
      assert.equal(await directoryOf(session), "/work/my.app/src");
      const { contents } = await storage.source.read(session, cursor);
      assert.equal((contents.get(infoKey(session)) as JsonObject).directory, "/work/my.app/src");
    });

    it("in what an answer of 0.1 says", async () => {
      const old = new ProjectV0Storage(storage.dataDir);
      const session = old.createSession({ directory: "/nowhere/at/all", title: "Told" });
      old.putMessage(session, assistantMessage("msg_0"));
      assert.equal(await directoryOf(session), "/work/example");
    });

    it("by its project's name, if one folder has it", async () => {
      const folder = realpathSync(storage.dataDir);
      const [one, other] = ["my.app", "my-app"].map((name) => join(folder, name)) as [string, string];
      mkdirSync(one);
      const session = writer.createSession({ directory: one, title: "Named" });
      assert.equal(await directoryOf(session), one);
      mkdirSync(other);
      const again = openTestStorage(folder);
      assert.equal((await again.source.list())[0]?.directory, "");
      again.dispose();
    });
  });

  it("reads a session that a newer client has taken apart", async () => {
    const old = new ProjectV0Storage(storage.dataDir);
    const session = old.createSession({ directory: "/work", title: "Old" });
    const message = old.putMessage(session, userMessage());
    const numbered = old.putPart(session, message, textPart("Hi"));
    const { cursor, keys } = await storage.source.read(session);
    assert.ok(keys.has(partKey(session, message, numbered)));
    writer.putMessage(session, { id: message, ...userMessage() });
    const part = writer.putPart(session, message, textPart("Hi"));
    const after = await storage.source.read(session, cursor);
    const expected = [infoKey(session), messageKey(session, message), partKey(session, message, part)];
    assert.deepEqual([...after.keys].sort(), expected.sort());
    assert.deepEqual(transcriptOf(await storage.source.read(session)), ["user", "text: Hi"]);
  });

  it("does not mind what else a project's folder holds", async () => {
    writer.createSession({ directory: "/work", title: "One" });
    const project = join(storage.dataDir, "project", "work");
    mkdirSync(join(project, "snapshots"));
    for (const path of ["app.json", "storage/migration", "storage/session/info/notes.txt"])
      writeFileSync(join(project, path), "3");
    mkdirSync(join(storage.dataDir, "project", "empty"));
    writeFileSync(join(storage.dataDir, "project", "stray"), "");
    assert.equal((await storage.source.list()).length, 1);
  });

  it("knows nothing of its sessions while the folder is away", async () => {
    const session = writer.createSession({ directory: "/work", title: "One" });
    await storage.source.read(session);
    rmSync(join(storage.dataDir, "project"), { recursive: true });
    assert.deepEqual(await storage.source.list(), []);
    await assert.rejects(storage.source.read(session), SourceMissingError);
  });
});
