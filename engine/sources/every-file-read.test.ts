import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const THE_ONE = join("engine", "sources", "regular-file.ts");
const IMPORT = /^import ([^;]*?) from "(?:node:)?fs(?:\/promises)?";$/gms;
/** Whatever opens a file to read it, as Node calls it. */
const READERS = /\b(?:readFile|readFileSync|createReadStream|open|openSync|openAsBlob|ReadStream|promises)\b/;

describe("reading files in the extension", () => {
  const files = globSync("{engine,extension}/**/*.ts", { cwd: ROOT }).filter(
    (file) => !file.endsWith(".test.ts") && !/(?:^|[/\\])(?:test|testing)[/\\]/.test(file),
  );

  it("is done in one place, which takes regular files only and so many bytes of them", () => {
    assert.ok(files.includes(THE_ONE) && files.length > 100);
    const others = files.filter(
      (file) => file !== THE_ONE && readsFiles(readFileSync(join(ROOT, file), "utf8")),
    );
    assert.deepEqual(others, []);
  });

  it("is found however it is written", () => {
    for (const text of [
      'import { readFile } from "node:fs/promises";',
      'import {\n  mkdir,\n  readFileSync,\n} from "fs";',
      'import * as fs from "node:fs";',
      'import fs from "node:fs/promises";',
      'import { promises } from "node:fs";',
      'const { readFile } = await import("node:fs/promises");',
      'require("fs").readFileSync(path);',
      "vscode.workspace.fs.readFile(uri);",
    ])
      assert.ok(readsFiles(text), text);
    assert.ok(!readsFiles('import { mkdir, readdir } from "node:fs/promises";'));
  });
});

function readsFiles(text: string): boolean {
  return (
    [...text.matchAll(IMPORT)].some(
      ([, names = ""]) => READERS.test(names) || !/^(?:type )?\{/.test(names),
    ) ||
    /\b(?:import|require)\("(?:node:)?fs(?:\/promises)?"\)/.test(text) ||
    /\bworkspace\.fs\b/.test(text)
  );
}
