import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { MarkedProcesses } from "../tools/process/testing/marked-processes.ts";

const WORKBENCH = new URL("../tools/vscode/workbench.ts", import.meta.url).href;
/** A program that shows VS Code, and waits for ever. */
const SHOWING = `
  import { launchWorkbench } from ${JSON.stringify(WORKBENCH)};
  await launchWorkbench();
  console.log("shown");
  setInterval(() => {}, 1000);`;

describe("a program that shows VS Code and is killed", () => {
  const marked = new MarkedProcesses();
  let program: ChildProcess;

  before(function () {
    if (process.platform !== "linux") this.skip();
    program = spawn(process.execPath, ["--input-type=module", "--eval", SHOWING], {
      env: { ...process.env, ...marked.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
  });

  after(() => {
    for (const { pid } of marked.list()) process.kill(pid, "SIGKILL");
  });

  it("leaves neither server nor browser", async () => {
    assert.ok(program.stdout);
    await once(program.stdout, "data");
    const runs = (part: string) => marked.list().some(({ command }) => command.includes(part));
    while (!["code-server", "extensionHost", "chromium"].every(runs)) await delay(20);
    program.kill("SIGKILL");
    await marked.allEnded();
  });
});
