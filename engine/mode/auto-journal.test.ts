import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { unfitFiles } from "../../fixtures/unfit-files.ts";
import { AutoJournal } from "./auto-journal.ts";

describe("what automatic sharing remembers", () => {
  let folder: string;
  let file: string;
  let reports: string[];

  const open = (at = file) => new AutoJournal(at, (message) => void reports.push(message));
  const handled = async (journal: AutoJournal) => [...(await journal.read()).handled];
  const since = async (journal: AutoJournal) => Object.fromEntries((await journal.read()).since);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "auto-journal-"));
    file = path.join(folder, "global", "auto.jsonl");
    reports = [];
  });
  afterEach(() => rm(folder, { recursive: true, maxRetries: 10 }));

  it("is nothing at first", async () => {
    assert.deepEqual(await handled(open()), []);
    assert.deepEqual(await since(open()), {});
  });

  it("is the same in all windows at once, and after a restart", async () => {
    const [a, b] = [open(), open()];
    await a.handle("ses_a");
    assert.deepEqual(await handled(b), ["ses_a"]);
    await Promise.all([a.handle("ses_b"), b.handle("ses_c"), a.note("/w", true, 1000)]);
    for (const journal of [a, b, open()]) {
      assert.deepEqual((await handled(journal)).sort(), ["ses_a", "ses_b", "ses_c"]);
      assert.deepEqual(await since(journal), { "/w": 1000 });
    }
  });

  it("holds every session ever handled, once", async () => {
    const journal = open();
    const ids = Array.from({ length: 1500 }, (_, n) => `ses_${n}`);
    await writeFile(
      path.join(folder, "many"),
      ids.map((id) => `\n${JSON.stringify({ handled: id })}`).join(""),
    );
    const many = open(path.join(folder, "many"));
    await many.handle("ses_0");
    await many.handle("ses_new\nline");
    assert.deepEqual(await handled(many), [...ids, "ses_new\nline"]);
    await journal.handle("ses_a");
    const { size } = await stat(file);
    await journal.handle("ses_a");
    assert.equal((await stat(file)).size, size);
  });

  for (const { name, place } of unfitFiles)
    it(`is never taken for nothing where the file is ${name}`, async () => {
      place(path.join(folder, "unfit"));
      await assert.rejects(open(path.join(folder, "unfit")).read());
      await assert.rejects(open(path.join(folder, "unfit")).handle("ses_a"));
    });

  it("tells since when a folder is automatic, and from anew after a pause", async () => {
    const journal = open();
    await journal.note("/w", true, 1000);
    await journal.note("/w", true, 2000);
    assert.deepEqual(await since(journal), { "/w": 1000 });
    await journal.note("/w", false, 3000);
    assert.deepEqual(await since(journal), {});
    await journal.note("/w", true, 4000);
    await journal.note("/w2", true, 5000);
    assert.deepEqual(await since(journal), { "/w": 4000, "/w2": 5000 });
  });

  it("takes the first of two windows that note the same", async () => {
    await Promise.all([open().note("/w", true, 1000), open().note("/w", true, 1001)]);
    await appendFile(file, `\n${JSON.stringify({ folder: "/w", since: 9000 })}`);
    assert.ok([1000, 1001].includes((await since(open()))["/w"] ?? 0));
  });

  it("begins anew with both when its file is lost", async () => {
    const journal = open();
    await journal.note("/w", true, 1000);
    await journal.handle("ses_a");
    await rm(file);
    assert.deepEqual([await handled(journal), await since(journal)], [[], {}]);
  });

  it("goes on behind a line that a crash has cut off", async () => {
    await open().handle("ses_a");
    const text = await readFile(file, "utf8");
    await appendFile(file, '\n{"handled":"ses_');
    const journal = open();
    await journal.handle("ses_b");
    assert.deepEqual(await handled(journal), ["ses_a", "ses_b"]);
    assert.ok((await readFile(file, "utf8")).startsWith(text));
  });

  it("holds in this window while it cannot be written, and is written as soon as it can", async () => {
    const blocked = path.join(folder, "blocked");
    await writeFile(blocked, "");
    const journal = open(path.join(blocked, "auto.jsonl"));
    await assert.rejects(journal.handle("ses_a"));
    assert.deepEqual(await handled(journal), ["ses_a"]);
    await assert.rejects(journal.handle("ses_a"));
    await journal.note("/w", true, 1000);
    assert.equal(reports.length, 1);
    assert.deepEqual([await handled(journal), await since(journal)], [["ses_a"], { "/w": 1000 }]);
    await rm(blocked);
    await journal.handle("ses_b");
    const reopened = open(path.join(blocked, "auto.jsonl"));
    assert.deepEqual(await handled(reopened), ["ses_a", "ses_b"]);
    assert.deepEqual(await since(reopened), { "/w": 1000 });
  });
});
