import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../protocol/json.ts";
import { copySession } from "./copy-session.ts";
import { writeToTree } from "./tree-writer.ts";
import { toV1Export, type V1Export } from "./v1-export.ts";

const contents = new Map<string, Json>([
  ["session/info/s", { id: "s", time: { created: 1 }, title: "Tree" }],
  ["session/message/s/m1", { id: "m1", sessionID: "s", role: "user", time: { created: 1 } }],
  ["session/part/s/m1/p1", { id: "p1", sessionID: "s", messageID: "m1", type: "text", text: "Hello" }],
]);
const ports = { now: () => 1_795_198_452_182, randomBytes };

describe("writing into opencode's JSON tree", () => {
  let storage: string;
  let copy: V1Export;

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), "tree-writer-"));
    copy = toV1Export(copySession(contents, "s", { projectId: "prj", directory: "/work" }, ports));
  });

  afterEach(() => rm(storage, { recursive: true, force: true, maxRetries: 10 }));

  const readJson = async (...path: string[]) => JSON.parse(await readFile(join(storage, ...path), "utf8"));
  const files = async () => {
    const entries = await readdir(storage, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  };

  it("puts session, messages and parts where opencode looks for them, and nothing else", async () => {
    await writeToTree(storage, copy);
    const { info, messages } = copy;
    assert.equal((await readJson("session", "prj", `${info.id}.json`)).title, "From a shared link: Tree");
    for (const { info: message, parts } of messages) {
      assert.equal((await readJson("message", info.id, `${message.id}.json`)).role, message.role);
      for (const part of parts)
        assert.deepEqual(
          await readJson("part", message.id, `${part.id}.json`),
          JSON.parse(JSON.stringify(part)),
        );
    }
    assert.equal((await files()).length, 6);
  });

  it("leaves the sessions that are there as they are", async () => {
    await mkdir(join(storage, "session", "prj"), { recursive: true });
    await writeFile(join(storage, "session", "prj", "ses_old.json"), "{}");
    await writeToTree(storage, copy);
    assert.deepEqual(await readJson("session", "prj", "ses_old.json"), {});
  });

  it("leaves nothing behind when the session cannot be written", async () => {
    await writeFile(join(storage, "session"), "in the way");
    await assert.rejects(writeToTree(storage, copy));
    assert.deepEqual(await files(), ["session"]);
  });

  it("leaves nothing behind when a message cannot be written", async () => {
    await writeFile(join(storage, "message"), "in the way");
    await assert.rejects(writeToTree(storage, copy));
    assert.deepEqual(await files(), ["message"]);
  });
});
