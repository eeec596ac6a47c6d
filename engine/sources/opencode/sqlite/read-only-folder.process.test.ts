import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { textPart, userMessage } from "../../../../fixtures/session-content.ts";
import type { SessionWriter } from "../../../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../../../fixtures/sqlite-storage.ts";
import { SqliteV2Storage } from "../../../../fixtures/sqlite-v2-storage.ts";
import { OtherReader } from "../../../testing/other-reader.ts";

const DATABASE = "opencode.db";

for (const [form, open] of [
  ["SQLite 1.18", (dir: string) => new SqliteStorage(dir)],
  ["SQLite 2.x", (dir: string) => new SqliteV2Storage(dir)],
] as const)
  describe(`a database in a folder that cannot be written, ${form}`, () => {
    let folder: string;
    let live: string;
    let shown: string;
    let writer: SessionWriter & { readonly database: { exec(sql: string): void; readonly isOpen: boolean } };
    let session: string;
    let reader: OtherReader | undefined;

    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), "read-only-"));
      chmodSync(folder, 0o755);
      [live, shown] = [join(folder, "live"), join(folder, "shown")];
      mkdirSync(shown);
      writer = open(live);
      session = writer.createSession({ directory: "/work", title: "Kept" });
      say("first");
    });
    afterEach(async () => {
      await reader?.close();
      reader = undefined;
      unlock();
      if (writer.database.isOpen) writer.close();
      rmSync(folder, { recursive: true, maxRetries: 10 });
    });

    const say = (text: string) =>
      writer.putPart(session, writer.putMessage(session, userMessage()), textPart(text));
    /** Moves everything from the log into the database. */
    const checkpoint = () => writer.database.exec("pragma wal_checkpoint(truncate)");

    /** Puts some of the database's files into the folder, in the place of those that are there. */
    function show(...ends: readonly string[]): void {
      unlock();
      const kept = new Set(ends.map((end) => DATABASE + end));
      for (const name of readdirSync(shown)) {
        if (kept.has(name)) chmodSync(join(shown, name), 0o644);
        else rmSync(join(shown, name));
      }
      for (const end of ends) {
        copyFileSync(join(live, DATABASE + end), join(shown, DATABASE + end));
        chmodSync(join(shown, DATABASE + end), 0o444);
      }
      lock();
    }

    function lock(): void {
      chmodSync(shown, 0o555);
      if (process.platform === "win32") execFileSync("icacls", [shown, "/deny", "*S-1-1-0:(WD,AD,DC)"]);
    }

    function unlock(): void {
      if (process.platform === "win32") execFileSync("icacls", [shown, "/remove:d", "*S-1-1-0"]);
      chmodSync(shown, 0o755);
    }

    const read = () => {
      reader ??= new OtherReader(shown);
      return reader.read();
    };
    const said = (...texts: readonly string[]) => ({
      titles: ["Kept"],
      texts: texts.flatMap((text) => ["user", `text: ${text}`]),
    });

    for (const [which, prepare] of [
      ["alone", () => show("")],
      [
        "with an empty log",
        () => {
          show("");
          unlock();
          writeFileSync(join(shown, `${DATABASE}-wal`), "");
          lock();
        },
      ],
    ] as const)
      it(`is read where it lies ${which}, and nothing is made beside it`, async () => {
        checkpoint();
        prepare();
        const before = readdirSync(shown);
        assert.deepEqual(await read(), said("first"));
        assert.deepEqual(readdirSync(shown), before);
      });

    it("is read with what is in its log alone, and nothing is made beside it", async () => {
      checkpoint();
      say("second");
      show("", "-wal");
      assert.deepEqual(await read(), said("first", "second"));
      assert.ok(!existsSync(join(shown, `${DATABASE}-shm`)));
    });

    it("is read with the files beside it", async () => {
      say("second");
      show("", "-wal", "-shm");
      assert.deepEqual(await read(), said("first", "second"));
    });

    it("is read anew when it has changed, and when a log has come or gone", async () => {
      checkpoint();
      show("");
      assert.deepEqual(await read(), said("first"));
      say("second");
      show("", "-wal");
      assert.deepEqual(await read(), said("first", "second"));
      say("third");
      checkpoint();
      show("");
      assert.deepEqual(await read(), said("first", "second", "third"));
      say("fourth");
      show("", "-wal", "-shm");
      assert.deepEqual(await read(), said("first", "second", "third", "fourth"));
    });

    it("that may not be read says what to do", async () => {
      checkpoint();
      show("");
      hide();
      const { failed = "" } = await read();
      assert.match(failed, /cannot be read as it is; check that you may read it/);
    });

    function hide(): void {
      const file = join(shown, DATABASE);
      chmodSync(file, 0o000);
      if (process.platform === "win32") execFileSync("icacls", [file, "/deny", "*S-1-1-0:(RD)"]);
    }

    it("is not read while an unfinished change lies beside it", async () => {
      checkpoint();
      show("");
      unlock();
      writeFileSync(join(shown, `${DATABASE}-journal`), "half a change");
      lock();
      assert.match((await read()).failed ?? "", /let whoever owns them start and close opencode once/);
    });
  });
