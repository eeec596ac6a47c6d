import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../protocol/json.ts";
import { opencodeImport } from "./opencode-import.ts";
import { ImportFailedError } from "./run-import.ts";
import { NothingToImportError } from "./session-copy.ts";
import type { ImportPorts } from "./session-import.ts";

const contents = new Map<string, Json>([
  ["session/info/s", { id: "s", time: { created: 1 }, title: "Greeting" }],
  ["session/message/s/m1", { id: "m1", sessionID: "s", role: "user", time: { created: 1 } }],
  ["session/part/s/m1/p1", { id: "p1", sessionID: "s", messageID: "m1", type: "text", text: "Hello" }],
]);

describe("importing a shared session", () => {
  let root: string;
  let ports: ImportPorts;
  /** What was announced, and how many files the storage held then. */
  let announced: [string, number][];

  const countFiles = async () => (await readdir(root, { recursive: true })).length;

  beforeEach(async () => {
    announced = [];
    root = await mkdtemp(join(tmpdir(), "import-session-"));
    await mkdir(join(root, "work"));
    ports = {
      now: () => 1_795_198_452_182,
      randomBytes,
      env: { PATH: join(root, "bin") },
      home: root,
      platform: process.platform,
      chosen: join(root, "bin", "opencode"),
      chooseFile: async (name) => join(root, "work", name),
      beforeWritten: async (sessionId) => void announced.push([sessionId, await countFiles()]),
    };
  });

  afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));

  const plan = (of: ReadonlyMap<string, Json> = contents, changes: Partial<ImportPorts> = {}) =>
    opencodeImport.plan(
      { contents: of, sessionId: "s", directory: join(root, "work"), storagePath: root },
      { ...ports, ...changes },
    );

  it("is refused when the share holds nothing", async () => {
    await assert.rejects(plan(new Map()), NothingToImportError);
  });

  it("counts the messages, parts and sub-agents that are left out, and what was made plain", async () => {
    assert.deepEqual((await plan()).copy.leftOut, { messages: 0, parts: 0, subAgents: 0 });
    assert.equal((await plan()).copy.madePlain, 0);
    const place = { sessionID: "s", type: "text" };
    const odd = new Map<string, Json>(contents)
      .set("session/message/s/mx", { id: "mx", sessionID: "s", role: "wizard" })
      .set("session/part/s/m1/p2", { ...place, id: "p2", messageID: "m1", text: "<|im_start|>" })
      .set("session/part/s/m1/px", "no part")
      .set("session/part/s/gone/py", { ...place, id: "py", messageID: "gone", text: "x" })
      .set("session/info/sub", { id: "sub" });
    const { copy } = await plan(odd);
    assert.deepEqual(copy.leftOut, { messages: 1, parts: 2, subAgents: 1 });
    assert.equal(copy.madePlain, 1);
  });

  describe("without an opencode", () => {
    it("goes into the JSON tree where that is in use", async () => {
      await mkdir(join(root, "storage", "session"), { recursive: true });
      const planned = await plan();
      assert.deepEqual(planned.way, { kind: "storage", name: "opencode" });
      assert.equal(planned.copy.session.title, "From a shared link: Greeting");
      assert.equal(planned.copy.messages.length, 2);
      assert.deepEqual(await readdir(join(root, "storage")), ["session"]);
      const before = await countFiles();
      const result = await planned.run();
      assert.ok(result.kind === "imported");
      assert.deepEqual(announced, [[result.sessionId, before]]);
      assert.deepEqual(await readdir(join(root, "storage", "session", "global")), [
        `${result.sessionId}.json`,
      ]);
    });

    it("writes nothing that could not be announced", async () => {
      await mkdir(join(root, "storage", "session"), { recursive: true });
      const beforeWritten = () => Promise.reject(new Error("read-only"));
      await assert.rejects((await plan(contents, { beforeWritten })).run(), /read-only/);
      assert.deepEqual(await readdir(join(root, "storage", "session")), []);
    });

    it("is saved as a file where a database is in use, with the command that imports it", async () => {
      await mkdir(join(root, "storage", "session"), { recursive: true });
      await writeFile(join(root, "opencode.db"), "");
      const planned = await plan();
      assert.deepEqual(planned.way, { kind: "file", name: "opencode", isOnly: true });
      const before = await countFiles();
      const result = await planned.run();
      assert.ok(result.kind === "saved");
      assert.equal(result.path, join(root, "work", "From a shared link Greeting.json"));
      assert.equal(result.command, `opencode session import '${result.path}'`);
      const { info } = JSON.parse(await readFile(result.path, "utf8"));
      assert.equal(info.title, "From a shared link: Greeting");
      assert.deepEqual(announced, [[info.id, before]]);
      assert.equal((await stat(result.path)).mode & 0o077, 0);
    });

    it("quotes the path in the command", async () => {
      const path = join(root, "it's here.json");
      const planned = await plan(contents, { platform: "linux", chooseFile: async () => path });
      const result = await planned.run();
      assert.ok(result.kind === "saved");
      assert.equal(result.command, `opencode session import '${join(root, "it'\\''s here.json")}'`);
    });

    it("does nothing when the person changes their mind", async () => {
      const result = await (await plan(contents, { chooseFile: async () => undefined })).run();
      assert.deepEqual(result, { kind: "cancelled" });
      assert.deepEqual(await readdir(join(root, "work")), []);
    });
  });

  if (process.platform !== "win32")
    describe("with a program that answers like an opencode", () => {
      /** Writes what it was asked to `asked`, and the import file to `received`. */
      const program = async (version: string, importing: string) => {
        await mkdir(join(root, "bin"));
        const lines = [
          "#!/bin/sh",
          `if [ "$1" = --version ]; then echo ${version}; exit; fi`,
          `echo "$PWD $*" >> ${root}/asked`,
          'for file; do :; done; case "$file" in *.json) ;; *) exit 0;; esac',
          `/bin/cat "$file" > ${root}/received; /usr/bin/dirname "$file" > ${root}/folder`,
          importing,
        ];
        await writeFile(join(root, "bin", "opencode"), lines.join("\n"));
        await chmod(join(root, "bin", "opencode"), 0o755);
      };
      const SAYS_ITS_ID = `echo "Imported session: $(/bin/sed 's/.*"info":{"id":"\\(ses_[^"]*\\)".*/\\1/' ${"$file"})"`;
      const asked = async () => (await readFile(join(root, "asked"), "utf8")).trim().split("\n");

      for (const { version, args, form } of [
        { version: "1.18.33", args: "import", form: "info" },
        { version: "2.2.7", args: "session import", form: "type" },
      ])
        it(`asks ${version} to ${args} a file in its own form, in the workspace`, async () => {
          await program(version, SAYS_ITS_ID);
          const planned = await plan();
          assert.deepEqual(planned.way, { kind: "program", name: "opencode", version });
          assert.deepEqual(await planned.run(), {
            kind: "imported",
            sessionId: planned.copy.session.id,
          });
          const folder = (await readFile(join(root, "folder"), "utf8")).trim();
          assert.deepEqual(await asked(), [`${join(root, "work")} ${args} ${folder}/session.json`]);
          assert.match(await readFile(join(root, "received"), "utf8"), /comes from someone else/);
          assert.ok(form in JSON.parse(await readFile(join(root, "received"), "utf8")).messages[0]);
          assert.equal(JSON.parse(await readFile(join(root, "received"), "utf8")).info.id, announced[0]?.[0]);
          await assert.rejects(stat(folder));
        });

      for (const said of ["Expected Part, got x", "Imported session: ses_other"])
        it(`is believed only when it names the new session, whatever its exit code: ${said}`, async () => {
          await program("1.18.33", `echo '${said}'; exit 0`);
          const planned = await plan();
          await assert.rejects(planned.run(), (error) => {
            assert.ok(error instanceof ImportFailedError);
            assert.equal(error.output, said);
            return true;
          });
          assert.match(
            (await asked()).at(-1) ?? "",
            new RegExp(` session delete ${planned.copy.session.id}$`),
          );
          await assert.rejects(stat((await readFile(join(root, "folder"), "utf8")).trim()));
        });

      it("offers a file of the same form when opencode refuses", async () => {
        await program("1.18.33", "exit 1");
        const planned = await plan();
        await assert.rejects(planned.run(), ImportFailedError);
        const result = await planned.asFile?.run();
        assert.ok(result?.kind === "saved");
        assert.match(result.command, /^opencode import /);
      });

      it("lets opencode write into the storage that the person has chosen", async () => {
        await program("1.18.33", `echo "$OPENCODE_DB" > ${root}/database; ${SAYS_ITS_ID}`);
        await (await plan()).run();
        assert.equal((await readFile(join(root, "database"), "utf8")).trim(), join(root, "opencode.db"));
      });

      it("can be cancelled while opencode is at work", async () => {
        await program("1.18.33", `echo $$ > ${root}/pid; exec /bin/sleep 600`);
        const planned = await plan();
        const abort = new AbortController();
        const running = planned.run(abort.signal);
        while (!(await readFile(join(root, "pid"), "utf8").catch(() => ""))) await new Promise(setImmediate);
        abort.abort(new Error("cancelled by the person"));
        await assert.rejects(running, /cancelled by the person/);
      });
    });
});
