import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isRefusal } from "../errors/refusal.ts";
import { temporaryFolders } from "../testing/temporary-folder.ts";
import { PageFiles } from "./page-files.ts";

describe("a page's file", () => {
  const newFolder = temporaryFolders();
  const asItIs = (_name: string, text: string) => text;

  it("is in memory once, however many answers with it are under way", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "page.js"), "let a");
    const files = new PageFiles(folder, asItIs);
    const [first, ...others] = await Promise.all(Array.from({ length: 50 }, () => files.read("page.js")));
    assert.equal(first?.bytes.toString(), "let a");
    for (const other of [...others, await files.read("page.js")]) assert.equal(other, first);
  });

  it("is read anew when it was built anew", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "page.js"), "let a");
    const files = new PageFiles(folder, (name, text) => `${name}: ${text}`);
    const before = await files.read("page.js");
    assert.equal(before.bytes.toString(), "page.js: let a");
    writeFileSync(join(folder, "page.js"), "let longer");
    const after = await files.read("page.js");
    assert.equal(after.bytes.toString(), "page.js: let longer");
    assert.notEqual(after.version, before.version);
  });

  it("is missing as soon as it is gone, and there when it is back", async () => {
    const folder = newFolder();
    const files = new PageFiles(folder, asItIs);
    const isMissing = (error: unknown) => isRefusal(error, "pageMissing");
    await assert.rejects(files.read("page.js"), isMissing);
    writeFileSync(join(folder, "page.js"), "let a");
    assert.equal((await files.read("page.js")).bytes.toString(), "let a");
    rmSync(join(folder, "page.js"));
    await assert.rejects(files.read("page.js"), isMissing);
  });
});
