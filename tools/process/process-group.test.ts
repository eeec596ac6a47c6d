import assert from "node:assert/strict";
import { once } from "node:events";
import { startGroup } from "./process-group.ts";

/** A program that starts another one, which has the same output, and waits. */
const PARENT = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: ["ignore", "inherit", "ignore"] });
  console.log(child.pid);
  setInterval(() => {}, 1000);`;
const STUBBORN = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.log("ready");`;

const start = (script: string) =>
  startGroup(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });

async function firstOutput(group: ReturnType<typeof start>): Promise<string> {
  assert.ok(group.child.stdout);
  const [chunk] = (await once(group.child.stdout, "data")) as [Buffer];
  return String(chunk).trim();
}

describe("a process group", () => {
  it("tells the exit code of its program", async () => {
    assert.equal(await start("process.exit(3)").exited, 3);
  });

  it("rejects when the program is not there", async () => {
    await assert.rejects(startGroup("/no/such/program", [], {}).exited, /ENOENT/);
  });

  it("takes along what its program started", async () => {
    const group = start(PARENT);
    assert.ok(group.child.stdout);
    await firstOutput(group);
    const outputEnded = once(group.child.stdout, "close");
    await group.stop();
    await outputEnded;
  });

  it("ends even when its program does not want to", async () => {
    const group = start(STUBBORN);
    await firstOutput(group);
    await group.stop(100);
    assert.equal(await group.exited, null);
  });

  it("can be stopped twice", async () => {
    const group = start(PARENT);
    await firstOutput(group);
    await Promise.all([group.stop(), group.stop()]);
  });
});
