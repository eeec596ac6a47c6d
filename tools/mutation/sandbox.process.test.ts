import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTempFolder } from "../process/temp-folder.ts";
import { makeSandbox, type Sandbox } from "./sandbox.ts";

describe("a copy in which files are changed", () => {
  const root = makeTempFolder("sandboxed");
  let sandbox: Sandbox;
  const inCopy = (name: string) => readFileSync(join(sandbox.path, name), "utf8");

  before(() => {
    for (const folder of ["a", "node_modules"]) mkdirSync(join(root.path, folder));
    for (const [name, text] of Object.entries({
      "a/kept.ts": "was",
      "left.log": "",
      ".gitignore": "*.log\n",
    }))
      writeFileSync(join(root.path, name), text);
    execFileSync("git", ["init", "-q"], { cwd: root.path });
    sandbox = makeSandbox(root.path);
  });
  after(() => {
    sandbox.remove();
    root.remove();
  });

  it("has what belongs to the repository, committed or not", () => {
    assert.equal(inCopy("a/kept.ts"), "was");
    assert.ok(!existsSync(join(sandbox.path, "left.log")));
    assert.ok(existsSync(join(sandbox.path, "node_modules")));
  });

  it("is changed while somebody works with it, and without their temporary files after that", async () => {
    const left = join(sandbox.temp, "left");
    await assert.rejects(
      sandbox.with("a/kept.ts", "becomes", async () => {
        assert.equal(inCopy("a/kept.ts"), "becomes");
        writeFileSync(left, "");
        throw new Error("in vain");
      }),
      /in vain/,
    );
    assert.equal(inCopy("a/kept.ts"), "was");
    assert.ok(!existsSync(left));
  });

  it("lets programs of other users through to their own files", function () {
    if (process.platform === "win32") this.skip();
    assert.equal(statSync(sandbox.path).mode & 0o777, 0o711);
  });
});
