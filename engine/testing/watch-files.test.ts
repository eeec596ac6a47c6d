import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Disposable } from "../../primitives/disposable.ts";
import { watchFiles } from "./watch-files.ts";

describe("watching files", () => {
  let root: string;
  let watching: Disposable | undefined;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "watch-files-"));
  });
  afterEach(() => {
    watching?.dispose();
    rmSync(root, { recursive: true, force: true, maxRetries: 10 });
  });

  function write(...names: string[]): string {
    const path = join(root, ...names);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "{}");
    return path;
  }

  /** Resolves with everything reported, once `path` is. */
  function reported(folder: string, glob: string, path: string): Promise<readonly string[]> {
    const paths: string[] = [];
    return new Promise((resolve) => {
      watching = watchFiles(folder, glob, (changed) => {
        paths.push(changed);
        if (changed === path) resolve(paths);
      });
    });
  }

  const places: readonly [string, string, string[], string[]][] = [
    ["a file in the folder", "opencode*.db*", ["opencode.db-wal"], ["log", "opencode.db-wal"]],
    [
      "a file deep below it, in folders yet to be made",
      "{session,part}/**/*.json",
      ["part", "m1", "p1.json"],
      ["log", "m1", "p1.json"],
    ],
    [
      "a file below folders of any name, past which it goes on",
      "*/storage/{info,part}/**/*.json",
      ["project", "storage", "part", "s1", "p1.json"],
      ["project", "snapshots", "part", "s1", "p1.json"],
    ],
  ];
  for (const [name, glob, wanted, unwanted] of places)
    it(`reports ${name}, and no other`, async () => {
      const path = join(root, ...wanted);
      const seen = reported(root, glob, path);
      const other = write(...unwanted);
      write(...wanted);
      assert.ok(!(await seen).includes(other));
    });

  it("reports a file whose folders do not exist yet", async () => {
    const folder = join(root, "later", "data");
    const seen = reported(folder, "**/*.json", join(folder, "part", "p.json"));
    write("later", "data", "part", "p.json");
    await seen;
  });

  it("reports again after the folder was removed and made anew", async () => {
    const folder = join(root, "data");
    const removed = write("data", "a.json");
    const seen = reported(folder, "*.json", join(folder, "b.json"));
    rmSync(folder, { recursive: true, maxRetries: 10 });
    write("data", "b.json");
    assert.ok((await seen).includes(removed));
  });

  it("reports again after a tree of folders was removed and made anew, even while waiting for it", async () => {
    const folder = join(root, "home", "data");
    write("home", "data", "part", "m1", "old.json");
    const seen = reported(folder, "**/*.json", join(folder, "part", "m1", "new.json"));
    for (let times = 0; times < 5; times++) {
      rmSync(join(root, "home"), { recursive: true, maxRetries: 10 });
      mkdirSync(folder, { recursive: true });
      await new Promise(setImmediate);
    }
    write("home", "data", "part", "m1", "new.json");
    await seen;
  });

  it("reports nothing once it is disposed", async () => {
    const paths: string[] = [];
    watchFiles(root, "*.json", (path) => paths.push(path)).dispose();
    const path = join(root, "later.json");
    const seen = reported(root, "*.json", path);
    write("later.json");
    await seen;
    assert.deepEqual(paths, []);
  });
});
