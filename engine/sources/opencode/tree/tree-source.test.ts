import assert from "node:assert/strict";
import {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { textPart, userMessage } from "../../../../fixtures/session-content.ts";
import { TreeStorage } from "../../../../fixtures/tree-storage.ts";
import { refusedFiles, unfitFiles } from "../../../../fixtures/unfit-files.ts";
import type { JsonObject } from "../../../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage } from "../../../testing/test-storage.ts";
import { SourceMissingError } from "../../session-source.ts";

describe("a source over the JSON tree", () => {
  let storage: TestStorage;
  let writer: TreeStorage;
  let session: string;
  let message: string;
  let part: string;
  let files: Readonly<Record<"session" | "message" | "part", string>>;
  let keys: Readonly<Record<"session" | "message" | "part", string>>;

  beforeEach(() => {
    storage = makeTestStorage();
    writer = new TreeStorage(storage.dataDir);
    session = writer.createSession({ directory: "/work", title: "Tree" });
    message = writer.putMessage(session, userMessage());
    part = writer.putPart(session, message, textPart("whole"));
    files = {
      session: writer.sessionFile(session),
      message: writer.messageFile(session, message),
      part: writer.partFile(message, part),
    };
    keys = {
      session: infoKey(session),
      message: messageKey(session, message),
      part: partKey(session, message, part),
    };
  });
  afterEach(() => storage.dispose());

  for (const kind of ["session", "message", "part"] as const)
    for (const [state, length] of [
      ["empty", 0],
      ["half-written", 15],
    ] as const)
      it(`keeps a ${kind} whose file is ${state} as it was last known`, async () => {
        const whole = readFileSync(files[kind]);
        const { cursor } = await storage.source.read(session);
        truncateSync(files[kind], length);
        const during = await storage.source.read(session, cursor);
        assert.ok(during.keys.has(keys[kind]));
        assert.ok(!during.contents.has(keys[kind]));
        writeFileSync(files[kind], `${whole.toString().slice(0, -1)},"later":true}`);
        const after = await storage.source.read(session, during.cursor);
        assert.deepEqual(after.keys, during.keys);
        assert.ok(kind === "session" || after.contents.has(keys[kind]));
      });

  if (process.platform !== "win32")
    for (const [how, target] of [
      ["in a circle", undefined],
      ["nowhere", "nowhere"],
      ["to a name that cannot be", "x".repeat(300)],
    ] as const)
      it(`reads the rest beside links that lead ${how}`, async () => {
        const other = writer.createSession({ directory: "/work", title: "Other" });
        const lost = writer.putMessage(other, userMessage());
        const odd = [
          writer.sessionFile("ses_odd"),
          writer.messageFile(session, "msg_odd"),
          writer.partFile(message, "prt_odd"),
          dirname(writer.partFile(lost, "prt_odd")),
          join(dirname(dirname(files.session)), "odd"),
        ];
        for (const path of odd) {
          rmSync(path, { recursive: true, force: true });
          symlinkSync(target ?? path, path);
        }
        const listed = await storage.source.list();
        assert.deepEqual(new Set(listed.map(({ id }) => id)), new Set([session, other]));
        assert.deepEqual((await storage.source.read(session)).keys, new Set(Object.values(keys)));
        assert.ok((await storage.source.read(other)).keys.has(messageKey(other, lost)));
      });

  for (const { name, place } of [...unfitFiles, ...refusedFiles])
    for (const kind of ["session", "message", "part"] as const)
      it(`lacks a ${kind} whose file is ${name}, says so, and reads the rest`, async () => {
        const first = await storage.source.read(session);
        rmSync(files[kind]);
        place(files[kind]);
        const { contents } = await storage.source.read(session);
        const missing = {
          session: undefined,
          message: partKey(session, message, "missing"),
          part: keys.part,
        };
        if (missing[kind] === undefined) assert.ok(!contents.has(keys[kind]));
        else
          assert.match(
            String((contents.get(missing[kind]) as JsonObject).text),
            /^This (?:message|part) is missing from the share: it (?:is not a regular file|is larger than 64 MB|cannot be read \(EIO\))\.$/,
          );
        assert.equal((await storage.source.list()).length, 1);
        assert.match(storage.reports.join(), new RegExp(`${keys[kind]} is left out: it (?:is|cannot) `));
        const { keys: after, cursor } = await storage.source.read(session, first.cursor);
        assert.ok(Object.values(keys).every((key) => after.has(key)));
        const later = await storage.source.read(session, cursor);
        assert.deepEqual([later.contents.size, later.keys], [0, after]);
      });

  it("keeps a half-written file that it has never read among the keys", async () => {
    truncateSync(files.part, 10);
    const { contents, keys: all } = await storage.source.read(session);
    assert.deepEqual([contents.has(keys.part), all.has(keys.part)], [false, true]);
  });

  it("reads files before whose text an editor has put a mark", async () => {
    for (const file of Object.values(files)) writeFileSync(file, `\ufeff${readFileSync(file)}`);
    const { contents } = await storage.source.read(session);
    assert.deepEqual(new Set(contents.keys()), new Set(Object.values(keys)));
    assert.equal((await storage.source.list())[0]?.title, "Tree");
  });

  it("waits for a writer who is in the middle of a file", async () => {
    const whole = readFileSync(files.part);
    truncateSync(files.part, 10);
    const reading = storage.source.read(session);
    await delay(5);
    writeFileSync(files.part, whole);
    assert.ok((await reading).contents.has(keys.part));
  });

  it("lists a session whose file is half-written as it was last known", async () => {
    await storage.source.list();
    truncateSync(files.session, 20);
    assert.equal((await storage.source.list())[0]?.title, "Tree");
  });

  it("reads only files whose time or size changed, once they are no longer fresh", async () => {
    const hourAgo = new Date(Date.now() - 3_600_000);
    for (const file of Object.values(files)) utimesSync(file, hourAgo, hourAgo);
    const { cursor } = await storage.source.read(session);
    assert.equal((await storage.source.read(session, cursor)).contents.size, 0);
    writer.appendText(session, message, part, " and more");
    assert.deepEqual([...(await storage.source.read(session, cursor)).contents.keys()], [keys.part]);
  });

  it("finds a change that leaves a file's size as it was", async () => {
    const { cursor } = await storage.source.read(session);
    writer.putPart(session, message, { id: part, ...textPart("WHOLE") });
    assert.deepEqual([...(await storage.source.read(session, cursor)).contents.keys()], [keys.part]);
  });

  it("does not mind files and folders that are something else", async () => {
    mkdirSync(join(files.part, "..", "prt_folder.json"));
    writeFileSync(join(files.part, "..", "notes.txt"), "");
    writeFileSync(join(storage.dataDir, "storage", "session", "stray.json"), "{}");
    writeFileSync(join(storage.dataDir, "storage", "migration"), "3");
    assert.equal((await storage.source.list()).length, 1);
    assert.equal((await storage.source.read(session)).keys.size, 3);
  });

  it("knows nothing of its sessions while the folder is away", async () => {
    const folder = join(storage.dataDir, "storage");
    await storage.source.read(session);
    renameSync(folder, `${folder}-away`);
    assert.deepEqual(await storage.source.list(), []);
    await assert.rejects(storage.source.read(session), SourceMissingError);
    renameSync(`${folder}-away`, folder);
    assert.equal((await storage.source.read(session)).keys.size, 3);
  });

  it("names the session that changed, of a part once its message was read", async () => {
    const other = writer.createSession({ directory: "/work", title: "Other" });
    await storage.source.read(session);
    const hinted = new Promise<readonly string[] | undefined>((resolve) => {
      const watching = storage.source.watch((ids) => {
        watching.dispose();
        resolve(ids);
      });
    });
    writer.appendText(session, message, part, "!");
    assert.deepEqual(await hinted, [session]);
    assert.notEqual(session, other);
  });

  it("reads the files that are there when a message is removed meanwhile", async () => {
    const reading = storage.source.read(session);
    rmSync(join(files.part, ".."), { recursive: true });
    rmSync(files.message);
    const { contents, keys: all } = await reading;
    for (const key of contents.keys()) assert.ok(all.has(key));
  });
});
