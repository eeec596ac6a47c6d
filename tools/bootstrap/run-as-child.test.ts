import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** Runs JavaScript as the child of a process that runs it as if it were itself. */
function runScript(script: string): ChildProcess {
  const module = new URL("./run-as-child.mjs", import.meta.url).href;
  const code = `import { runAsChild } from ${JSON.stringify(module)};
    runAsChild(process.execPath, ["--input-type=module", "-e", ${JSON.stringify(script)}]);`;
  return spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function linesOf({ stdout }: ChildProcess): Promise<string[]> {
  assert.ok(stdout);
  const lines: string[] = [];
  for await (const line of createInterface(stdout)) lines.push(line);
  return lines;
}

describe("a script run as a child", () => {
  it("gives its exit code", async () => {
    const [code] = await once(runScript("process.exit(7)"), "exit");
    assert.equal(code, 7);
  });

  it("that was killed gives the exit code of the signal", async () => {
    const [code] = await once(runScript("process.kill(process.pid, 'SIGKILL')"), "exit");
    assert.equal(code, 128 + 9);
  });

  it("hears the signal that its parent gets", async function () {
    if (process.platform === "win32") return this.skip();
    const parent = runScript(`
      process.on("SIGINT", () => { console.log("heard"); process.exit(3); });
      setInterval(() => {}, 1000);
      console.log("ready");`);
    const lines = linesOf(parent);
    assert.ok(parent.stdout);
    await once(parent.stdout, "data");
    const exit = once(parent, "exit");
    parent.kill("SIGINT");
    assert.deepEqual(await lines, ["ready", "heard"]);
    assert.deepEqual(await exit, [3, null]);
  });

  it("ends in order when its parent is killed", async function () {
    if (process.platform === "win32") return this.skip();
    const parent = runScript(`
      process.on("SIGTERM", () => { console.log("heard"); process.exit(0); });
      setInterval(() => {}, 1000);
      console.log("ready");`);
    const lines = linesOf(parent);
    assert.ok(parent.stdout);
    await once(parent.stdout, "data");
    parent.kill("SIGKILL");
    assert.deepEqual(await lines, ["ready", "heard"]);
  });
});
