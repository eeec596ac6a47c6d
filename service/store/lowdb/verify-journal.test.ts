import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolders } from "../../testing/temporary-folder.ts";
import { formatLine, seedOf } from "./journal-line.ts";
import { verifyJournal } from "./verify-journal.ts";

const NAME = "tokens";
const lines = (...texts: readonly string[]) =>
  Buffer.concat(texts.map((text, at) => formatLine(seedOf(NAME), at + 1, Buffer.from(text))));

describe("what is found in a journal as it lies", () => {
  const newFolder = temporaryFolders();
  let path: string;
  let copyPath: string;
  beforeEach(() => {
    const folder = newFolder();
    path = join(folder, "tokens.jsonl");
    copyPath = join(folder, "tokens.copy.jsonl");
  });
  const verify = (more: object = {}) =>
    verifyJournal({ path, name: NAME, title: "tokens", replay: (json) => JSON.parse(String(json)), ...more });

  it("is how many records there are, and no problem", async () => {
    await fs.writeFile(path, lines("1", "2"));
    assert.deepEqual(await verify(), { name: "tokens", records: 2 });
    await fs.writeFile(copyPath, lines("1", "2"));
    assert.deepEqual(await verify({ copyPath, expects: 2 }), { name: "tokens", records: 2 });
  });

  it("is that a file is missing, or its copy", async () => {
    assert.deepEqual(await verify(), { name: "tokens", records: 0, problem: "the file is missing" });
    await fs.writeFile(path, lines("1"));
    assert.equal((await verify({ copyPath })).problem, "its copy: the file is missing");
  });

  it("is what was begun and not finished at its end, which is no problem", async () => {
    await fs.writeFile(path, Buffer.concat([lines("1"), Buffer.from("0badc0de 2 {")]));
    const { unfinished, problem } = await verify();
    assert.equal(unfinished, 12);
    assert.equal(problem, undefined);
  });

  it("is each problem, of the file and of its copy", async () => {
    const damaged = lines("1", "2", "3");
    damaged[2] = (damaged[2] as number) ^ 1;
    await fs.writeFile(path, lines("1", "2"));
    await fs.writeFile(copyPath, damaged);
    assert.equal((await verify({ expects: 3 })).problem, "records at its end are missing");
    const { problem } = await verify({ copyPath, expects: 3 });
    assert.match(problem ?? "", /^records at its end are missing; its copy: /);
    await fs.writeFile(path, lines("1", "{"));
    assert.ok((await verify()).problem);
  });

  it("is told only where the disk lets it be read", async () => {
    await fs.mkdir(path);
    await assert.rejects(verify());
  });
});
