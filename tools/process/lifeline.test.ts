import assert from "node:assert/strict";
import { once } from "node:events";
import { startGroup } from "./process-group.ts";

const MODULES = new URL("./", import.meta.url).href;
/** A program that starts another one, whose output is its own, and waits. */
const PROTECTING = `
  import { startGroup } from "${MODULES}process-group.ts";
  const args = ["-e", "console.log('ready'); setInterval(() => {}, 1000)"];
  startGroup(process.execPath, args, { stdio: ["ignore", "inherit", "ignore"] });
  setInterval(() => {}, 1000);`;

describe("a lifeline", () => {
  it("ends what a killed process had started", async function () {
    if (process.platform === "win32") return this.skip();
    const parent = startGroup(process.execPath, ["--input-type=module", "-e", PROTECTING], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const { stdout } = parent.child;
    assert.ok(stdout);
    await once(stdout, "data");
    const outputEnded = once(stdout.resume(), "close");
    parent.child.kill("SIGKILL");
    await outputEnded;
  });
});
