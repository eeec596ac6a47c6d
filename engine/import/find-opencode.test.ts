import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { findOpencode, generationOf } from "./find-opencode.ts";

describe("the import that a version of opencode has", () => {
  for (const [version, generation] of [
    ["0.15.31", undefined],
    ["1.0.60", undefined],
    ["1.0.61", "1.x"],
    ["1.18.33", "1.x"],
    ["2.0.0", "2.x"],
    ["2.2.7-beta.1", "2.x"],
    ["3.0.0", "2.x"],
    ["0.0.0-dev-202611", undefined],
  ] as const)
    it(`is ${generation ?? "none"} for ${version}`, () => {
      assert.equal(generationOf(version), generation);
    });
});

if (process.platform !== "win32")
  describe("finding opencode", () => {
    let home: string;

    beforeEach(async () => {
      home = await mkdtemp(join(tmpdir(), "find-opencode-"));
    });

    afterEach(() => rm(home, { recursive: true, force: true, maxRetries: 10 }));

    /** A small program that stands where opencode would, and answers `--version`. */
    async function program(folder: string, answer: string): Promise<string> {
      const path = join(home, folder, "opencode");
      await mkdir(join(home, folder), { recursive: true });
      await writeFile(path, `#!/bin/sh\n${answer}\n`);
      await chmod(path, 0o755);
      return path;
    }

    const find = (folders: readonly string[], chosen?: string) =>
      findOpencode({ env: { PATH: folders.join(delimiter) }, home, platform: process.platform, chosen });

    it("takes the first on PATH that can import", async () => {
      await program("old", "echo 0.5.29");
      const path = await program("new", "echo 1.18.33");
      const opencode = await find([join(home, "old"), join(home, "new")]);
      assert.deepEqual(opencode, { path, version: "1.18.33", generation: "1.x" });
    });

    it("looks where its installer puts it, when PATH has none", async () => {
      const path = await program(".opencode/bin", "echo 2.2.7");
      assert.deepEqual(await find([]), { path, version: "2.2.7", generation: "2.x" });
    });

    it("looks at a chosen path only", async () => {
      await program(".opencode/bin", "echo 2.2.7");
      const chosen = await program("mine", "echo 1.1.65");
      assert.equal((await find([], chosen))?.version, "1.1.65");
      assert.equal(await find([], join(home, "missing")), undefined);
    });

    it("never runs what lies in a relative folder of PATH", async () => {
      await program(".", "echo 1.18.33");
      assert.equal(await find([".", ""]), undefined);
    });

    it("passes over what fails, is silent, or says something else", async () => {
      await program("fails", "exit 1");
      await program("silent", "true");
      await program("other", "echo usage: 1.18.33 of nothing");
      await writeFile(join(home, "opencode"), "not executable");
      assert.equal(
        await find([...["fails", "silent", "other"].map((name) => join(home, name)), home]),
        undefined,
      );
    });

    it("hears the version behind other output", async () => {
      await program("loud", "echo migrating >&2; echo done; echo 1.18.33");
      assert.equal((await find([join(home, "loud")]))?.version, "1.18.33");
    });
  });
