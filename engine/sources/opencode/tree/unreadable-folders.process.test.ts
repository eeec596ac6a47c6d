import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { ProjectStorage } from "../../../../fixtures/project-storage.ts";
import { textPart, userMessage } from "../../../../fixtures/session-content.ts";
import { TreeStorage } from "../../../../fixtures/tree-storage.ts";
import { OtherReader } from "../../../testing/other-reader.ts";

type Writer = TreeStorage | ProjectStorage;

/** Where the session's own file is, the messages' and the parts'. */
function foldersOf(writer: Writer, session: string, message: string) {
  return writer instanceof TreeStorage
    ? {
        sessions: dirname(writer.sessionFile(session)),
        messages: dirname(writer.messageFile(session, message)),
        parts: dirname(writer.partFile(message, "prt")),
      }
    : {
        sessions: dirname(writer.sessionFile(session)),
        messages: dirname(writer.messageFile(session, message)),
        parts: dirname(writer.partFile(session, message, "prt")),
      };
}

let clock = 1_790_000_000_000;
/** What is written later is the later one. */
const ascending = () => {
  clock += 1000;
  return clock;
};

// Permissions of this kind do not bind on Windows.
if (process.platform !== "win32")
  for (const [form, open] of [
    ["1.1", (dir: string) => new TreeStorage(dir, { now: ascending })],
    ["0.x", (dir: string) => new ProjectStorage(dir, { now: ascending })],
  ] as const)
    describe(`a JSON tree of ${form} of which something may not be read`, () => {
      let folder: string;
      let writer: Writer;
      let lost: string;
      let message: string;
      let reader: OtherReader;
      let locked: string | undefined;

      beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "unreadable-folders-"));
        chmodSync(folder, 0o755);
        writer = open(folder);
        lost = writer.createSession({ directory: "/lost", title: "Lost" });
        message = writer.putMessage(lost, userMessage());
        writer.putPart(lost, message, textPart("nobody hears it"));
        if (writer instanceof TreeStorage) ownProject(writer.sessionFile(lost));
        const kept = writer.createSession({ directory: "/kept", title: "Kept" });
        writer.putPart(kept, writer.putMessage(kept, userMessage()), textPart("heard"));
        reader = new OtherReader(folder);
      });
      afterEach(async () => {
        if (locked) chmodSync(locked, 0o755);
        locked = undefined;
        await reader.close();
        rmSync(folder, { recursive: true, maxRetries: 10 });
      });

      /** A project of its own has a folder of its own. */
      function ownProject(file: string): void {
        const project = join(dirname(dirname(file)), "other");
        mkdirSync(project);
        renameSync(file, join(project, basename(file)));
      }

      const lock = (path: string) => {
        locked = path;
        chmodSync(path, 0o000);
      };
      const texts = ["user", "text: heard"];

      it("lists and reads the sessions of other projects beside a folder of sessions", async () => {
        const { sessions } = foldersOf(writer, lost, message);
        lock(writer instanceof TreeStorage ? join(dirname(sessions), "other") : sessions);
        assert.deepEqual(await reader.read(), { titles: ["Kept"], texts });
      });

      for (const which of ["messages", "parts"] as const)
        it(`lists all sessions and reads the others beside a folder of ${which}`, async () => {
          lock(foldersOf(writer, lost, message)[which]);
          assert.deepEqual(await reader.read(), { titles: ["Kept", "Lost"], texts });
        });
    });
