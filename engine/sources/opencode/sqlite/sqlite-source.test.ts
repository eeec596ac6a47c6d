import assert from "node:assert/strict";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { textPart, userMessage } from "../../../../fixtures/session-content.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import { unfitFiles } from "../../../../fixtures/unfit-files.ts";
import type { Disposable } from "../../../../primitives/disposable.ts";
import type { Json } from "../../../../protocol/json.ts";
import { infoKey, messageKey, partKey } from "../../../../protocol/keys.ts";
import { makeTestStorage, type TestStorage } from "../../../testing/test-storage.ts";
import { watchFiles } from "../../../testing/watch-files.ts";
import {
  type SessionReading,
  type SessionSource,
  SourceBusyError,
  SourceMissingError,
  SourceUnavailableError,
} from "../../session-source.ts";
import { findStorage } from "../find-storage.ts";
import { openOpencodeSource } from "../open-opencode-source.ts";

const LONG_AGO = Date.now() - 3_600_000;

describe("a source over an SQLite database", () => {
  let storage: TestStorage;
  let writer: SqliteStorage;
  let session: string;
  let message: string;
  let part: string;
  let clock: number;

  beforeEach(() => {
    clock = LONG_AGO;
    storage = makeTestStorage();
    writer = new SqliteStorage(storage.dataDir, { now: () => clock });
    session = writer.createSession({ directory: "/work", title: "Kept" });
    message = writer.putMessage(session, userMessage());
    part = writer.putPart(session, message, textPart("first"));
  });
  afterEach(() => {
    if (writer.database.isOpen) writer.close();
    storage.dispose();
  });

  const databaseFile = () => join(storage.dataDir, "opencode.db");
  const newsSince = async (cursor: string) =>
    [...(await storage.source.read(session, cursor)).contents.keys()].sort();

  function removeDatabase() {
    writer.close();
    for (const end of ["", "-wal", "-shm"]) rmSync(databaseFile() + end, { force: true });
  }

  for (const { name, place } of unfitFiles) {
    it(`is not there to be read while ${name} has the place of the database`, async () => {
      removeDatabase();
      place(databaseFile());
      await assert.rejects(storage.source.read(session), SourceUnavailableError);
      await assert.rejects(storage.source.list(), SourceUnavailableError);
    });

    for (const end of ["-wal", "-shm", "-journal"])
      it(`does not wait for ever while ${name} has the place of its ${end}`, async () => {
        writer.close();
        rmSync(databaseFile() + end, { force: true });
        place(databaseFile() + end);
        const read = await storage.source.read(session).catch((error: unknown) => error);
        assert.ok(read instanceof SourceUnavailableError || (read as SessionReading).contents.size === 3);
      });
  }

  it("reads nothing but what changed", async () => {
    const { cursor } = await storage.source.read(session);
    assert.deepEqual(await newsSince(cursor), []);
    clock += 1000;
    writer.appendText(session, message, part, "!");
    assert.deepEqual(await newsSince(cursor), [partKey(session, message, part)]);
  });

  it("finds a change that was committed late, with an older time than one already read", async () => {
    clock += 2000;
    const newest = writer.putPart(session, message, textPart("newest"));
    const { cursor } = await storage.source.read(session);
    clock -= 1000;
    writer.putPart(session, message, { id: part, ...textPart("committed late") });
    assert.deepEqual(await newsSince(cursor), [partKey(session, message, part)]);
    assert.notEqual(part, newest);
  });

  it("finds a change within the same millisecond that leaves the size as it was", async () => {
    clock = Date.now();
    writer.putPart(session, message, { id: part, ...textPart("pending") });
    const { cursor } = await storage.source.read(session);
    writer.putPart(session, message, { id: part, ...textPart("running") });
    assert.deepEqual(await newsSince(cursor), [partKey(session, message, part)]);
  });

  it("brings readers to what is stored, whatever the clock says of when it was written", async () => {
    const step = fc.record({
      part: fc.constantFrom("prt_a", "prt_b", "prt_c"),
      text: fc.option(fc.constantFrom("one", "two", "six"), { nil: undefined }),
      /** Hours from now: a clock that jumps, or a commit that comes late. */
      hours: fc.integer({ min: -3, max: 3 }),
      reader: fc.constantFrom("eager", "lazy", undefined),
    });
    const property = fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const id = writer.createSession({ directory: "/work", title: "Restless" });
      const messageId = writer.putMessage(id, userMessage());
      const readers = { eager: new Reader(storage.source, id), lazy: new Reader(storage.source, id) };
      for (const [tick, { part: partId, text, hours, reader }] of steps.entries()) {
        // No two writes have the same time: that none can tell apart, once it is long ago.
        clock = Date.now() + hours * 3_600_000 + tick;
        if (text === undefined) writer.removePart(id, messageId, `${id}_${partId}`);
        else writer.putPart(id, messageId, { id: `${id}_${partId}`, ...textPart(text) });
        if (reader) await readers[reader].catchUp();
      }
      for (const reader of Object.values(readers)) {
        await reader.catchUp();
        assert.deepEqual(reader.state, new Map((await storage.source.read(id)).contents));
      }
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it("looks at nothing while nobody has written, and tells a reader who was away what it missed", async () => {
    const first = await storage.source.read(session);
    clock += 1000;
    writer.appendText(session, message, part, "!");
    const second = await storage.source.read(session, first.cursor);
    for (const since of [second.cursor, second.cursor])
      assert.deepEqual(await storage.source.read(session, since), { ...second, contents: new Map() });
    assert.deepEqual(await newsSince(first.cursor), [partKey(session, message, part)]);
  });

  it("sees a transaction whole or not at all", async () => {
    const { cursor } = await storage.source.read(session);
    writer.database.exec("begin immediate");
    const second = writer.putPart(session, message, textPart("second"));
    writer.removePart(session, message, part);
    assert.deepEqual(await newsSince(cursor), []);
    writer.database.exec("commit");
    const { contents, keys } = await storage.source.read(session, cursor);
    assert.deepEqual([...contents.keys()], [partKey(session, message, second)]);
    assert.ok(!keys.has(partKey(session, message, part)));
  });

  it("says that a locked database is busy, and reads it afterwards", async () => {
    writer.database.exec("pragma journal_mode = delete; begin exclusive");
    await assert.rejects(storage.source.list(), SourceBusyError);
    await assert.rejects(storage.source.read(session), SourceBusyError);
    writer.database.exec("commit");
    assert.equal((await storage.source.list()).length, 1);
  });

  it("knows nothing of its sessions while the file is away", async () => {
    const { cursor } = await storage.source.read(session);
    removeDatabase();
    assert.deepEqual(await storage.source.list(), []);
    await assert.rejects(storage.source.read(session, cursor), SourceMissingError);
  });

  it("reads the database that takes the place of another", async () => {
    const { cursor } = await storage.source.read(session);
    const other = new SqliteStorage(join(storage.dataDir, "elsewhere"));
    other.createSession({ id: session, directory: "/work", title: "Restored" });
    other.close();
    removeDatabase();
    renameSync(join(storage.dataDir, "elsewhere", "opencode.db"), databaseFile());
    const { keys } = await storage.source.read(session, cursor);
    assert.deepEqual([...keys], [infoKey(session)]);
    assert.equal((await storage.source.list())[0]?.title, "Restored");
  });

  it("says what to do about a file that is no database", async () => {
    removeDatabase();
    writeFileSync(databaseFile(), "not a database, whatever its name says".repeat(100));
    const expected = { name: "SourceUnavailableError", message: /not an SQLite database; check the setting/ };
    await assert.rejects(storage.source.list(), expected);
    await assert.rejects(storage.source.read(session), expected);
  });

  it("says that a damaged database is damaged", async () => {
    for (let n = 0; n < 200; n++) writer.putPart(session, message, textPart("x".repeat(5000)));
    writer.database.exec("pragma wal_checkpoint(truncate)");
    writer.close();
    const file = openSync(databaseFile(), "r+");
    writeSync(file, Buffer.alloc(4096 * 40, 0xff), 0, undefined, 4096);
    closeSync(file);
    await assert.rejects(storage.source.read(session), SourceUnavailableError);
  });

  for (const [what, isMessage] of [
    ["part", false],
    ["message", true],
  ] as const)
    it(`shows a ${what} as missing whose data is damaged, and all else as it is`, async () => {
      const long = { ...(isMessage ? userMessage() : textPart("")), note: "damaged ".repeat(8000) };
      const damaged = isMessage ? writer.putMessage(session, long) : writer.putPart(session, message, long);
      writer.close();
      damageText("damaged ");
      const { contents } = await storage.source.read(session);
      const key = isMessage ? partKey(session, damaged, "missing") : partKey(session, message, damaged);
      assert.match(
        (contents.get(key) as { text: string }).text,
        new RegExp(`^This ${what} is missing from the share: .*damaged`),
      );
      assert.equal((contents.get(partKey(session, message, part)) as { text: string }).text, "first");
      if (isMessage)
        assert.deepEqual((contents.get(messageKey(session, damaged)) as { time: Json }).time, {
          created: LONG_AGO,
        });
      assert.equal((await storage.source.list()).length, 1);
    });

  /** Breaks the chain of pages that hold a long text. */
  function damageText(text: string): void {
    const bytes = readFileSync(databaseFile());
    let pages = 0;
    for (let page = 4096; page < bytes.length; page += 4096) {
      if (
        !bytes
          .subarray(page + 4, page + 100)
          .toString()
          .includes(text)
      )
        continue;
      bytes.fill(0xff, page, page + 4);
      pages += 1;
    }
    assert.ok(pages > 2);
    writeFileSync(databaseFile(), bytes);
  }

  it("has no sessions in an empty file, which is a database about to be made", async () => {
    removeDatabase();
    writeFileSync(databaseFile(), "");
    assert.deepEqual(await storage.source.list(), []);
    await assert.rejects(storage.source.read(session), SourceMissingError);
  });

  it("does not mind columns and tables it does not know, or lacks", async () => {
    writer.database.exec(`
      create table session_mood (id text primary key, mood text);
      alter table session add column mood text default 'calm';
      alter table part add column mood text;
      alter table session drop column slug;
      alter table session drop column tokens_input;
    `);
    const { contents } = await storage.source.read(session);
    assert.equal(contents.size, 3);
    assert.doesNotMatch(JSON.stringify([...contents]), /mood|calm|slug|"tokens"/);
  });

  it("says that it cannot read what a newer opencode has made of it", async () => {
    const expected = { name: "SourceUnavailableError", message: /newer opencode .* update OpenCode Share/ };
    const { cursor } = await storage.source.read(session);
    writer.database.exec("alter table session rename to session_v9");
    await assert.rejects(storage.source.list(), expected);
    await assert.rejects(storage.source.read(session, cursor), expected);
    writer.database.exec("alter table session_v9 rename to session");
    assert.deepEqual((await storage.source.read(session, cursor)).contents, new Map());
  });

  it("reads a session without a title", async () => {
    writer.changeSession(session, { title: null });
    assert.equal((await storage.source.list())[0]?.title, "");
    assert.ok(!("title" in Object(await infoOf(session))));
  });

  for (const odd of ["null", "'soon'", "9223372036854775807", "-1", "9e999", "x'ff00'", "1.5"])
    it(`reads on where columns of times and counts hold ${odd}`, async () => {
      const other = writer.createSession({ directory: "/work", title: "Other" });
      const set = (table: string, columns: readonly string[], id: string) => {
        for (const column of columns)
          try {
            writer.database.exec(`update ${table} set ${column} = ${odd} where id = '${id}'`);
          } catch (error) {
            // The column itself does not take it.
            assert.match(String(error), /constraint/);
          }
      };
      set("session", ["time_created", "time_updated", "cost", "tokens_input", "tokens_cache_read"], session);
      set("session", ["time_archived", "summary_files", "summary_additions"], session);
      set("message", ["time_created", "time_updated"], message);
      set("part", ["time_created", "time_updated"], part);
      const listed = await storage.source.list();
      assert.deepEqual(new Set(listed.map(({ id }) => id)), new Set([session, other]));
      for (const { createdAt, updatedAt } of listed)
        assert.ok(Number.isFinite(createdAt) && Number.isFinite(updatedAt));
      const { contents } = await storage.source.read(session);
      assert.ok(contents.has(partKey(session, message, part)));
      const written = JSON.stringify([...contents], (_, value) =>
        typeof value === "number" && !Number.isFinite(value) ? assert.fail("no number") : value,
      );
      assert.ok(written.includes("first"));
    });

  const infoOf = async (id: string) => (await storage.source.read(id)).contents.get(infoKey(id));

  it("skips a row whose data is not JSON, says so once, and takes it when it is", async () => {
    writer.database.exec(`update part set data = '{"type":"te' where id = '${part}'`);
    const reading = await storage.source.read(session);
    assert.ok(!reading.contents.has(partKey(session, message, part)));
    assert.ok(reading.keys.has(partKey(session, message, part)));
    await storage.source.read(session);
    assert.equal(storage.reports.length, 1);
    writer.putPart(session, message, { id: part, ...textPart("repaired") });
    assert.deepEqual(await newsSince(reading.cursor), [partKey(session, message, part)]);
  });

  it("never reads a part whose message is gone", async () => {
    writer.database.exec("pragma foreign_keys = off");
    writer.removeMessage(session, message);
    assert.deepEqual([...(await storage.source.read(session)).keys], [infoKey(session)]);
  });

  it("reads the databases of other channels, after the main one", async () => {
    const beta = new SqliteStorage(storage.dataDir, { fileName: "opencode-beta.db" });
    beta.createSession({ id: session, directory: "/work", title: "The same, elsewhere" });
    const other = beta.createSession({ directory: "/work", title: "Beta" });
    beta.close();
    const titles = (await storage.source.list()).map(({ title }) => title);
    assert.deepEqual(titles, ["Beta", "Kept"]);
    assert.deepEqual([...(await storage.source.read(other)).keys], [infoKey(other)]);
  });
});

describe("a source over a database that is a link into another folder", () => {
  let folder: string;
  let dataDir: string;
  let writer: SqliteStorage;
  let source: SessionSource & Disposable;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "linked-"));
    dataDir = join(folder, "data");
    writer = new SqliteStorage(join(folder, "disk"));
    mkdirSync(dataDir);
  });
  afterEach(() => {
    source.dispose();
    writer.close();
    rmSync(folder, { recursive: true, maxRetries: 10 });
  });

  for (const [which, fileName, storagePath] of [
    ["the main one", "opencode.db", "data"],
    ["another channel's", "opencode-beta.db", "data"],
    ["a chosen one", "mine.db", "data/mine.db"],
  ] as const)
    it(`hears of what is written there: ${which}`, async () => {
      symlinkSync(join(folder, "disk", "opencode.db"), join(dataDir, fileName));
      source = openOpencodeSource(findStorage({ storagePath: join(folder, storagePath), env: {} }), {
        watchFiles,
      });
      const hint = Promise.withResolvers<void>();
      const watching = source.watch(() => hint.resolve());
      writer.createSession({ directory: "/work", title: "Elsewhere" });
      await hint.promise;
      assert.equal((await source.list()).length, 1);
      watching.dispose();
    });
});

/** Follows a session as a share does. */
class Reader {
  readonly state = new Map<string, Json>();
  readonly #source: SessionSource;
  readonly #sessionId: string;
  #cursor: string | undefined;

  constructor(source: SessionSource, sessionId: string) {
    this.#source = source;
    this.#sessionId = sessionId;
  }

  async catchUp(): Promise<void> {
    const { contents, keys, cursor } = await this.#source.read(this.#sessionId, this.#cursor);
    this.#cursor = cursor;
    for (const [key, content] of contents) this.state.set(key, content);
    for (const key of this.state.keys()) if (!keys.has(key)) this.state.delete(key);
  }
}
