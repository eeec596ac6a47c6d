import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { demoFolders } from "./demo-folders.ts";
import { describeRunning, findRunningDemo } from "./running-demo.ts";

const SHARED = { sessionId: "ses_1", link: "http://127.0.0.1:4747/share/x" };

describe("a running npm start", () => {
  let temp: TempFolder;
  beforeEach(() => {
    temp = makeTempFolder("running");
    mkdirSync(demoFolders(temp.path).base, { recursive: true });
  });
  afterEach(() => temp.remove());
  const announce = (text: string) => writeFileSync(demoFolders(temp.path).running, text);

  it("is found with its session while its process lives", () => {
    const demo = { pid: process.pid, shared: SHARED };
    announce(JSON.stringify(demo));
    assert.deepEqual(findRunningDemo(demoFolders(temp.path)), demo);
  });

  it("is none before the first start", () =>
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined));

  it("is none after a crash", () => {
    announce(JSON.stringify({ pid: 2 ** 22 + 1, shared: SHARED }));
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined);
  });

  it("is none when its file is half written", () => {
    announce('{"pid":');
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined);
  });

  it("is found while it still starts", () => {
    announce(JSON.stringify({ pid: process.pid }));
    assert.deepEqual(findRunningDemo(demoFolders(temp.path)), { pid: process.pid });
  });

  it("says to a second one where it is and how to end it", () => {
    const folders = demoFolders(temp.path);
    const text = describeRunning(folders, { pid: 4711, shared: SHARED }, "linux");
    for (const said of [SHARED.link, "Ctrl-C", "kill 4711", folders.running])
      assert.ok(text.includes(said), said);
    assert.match(
      describeRunning(folders, { pid: 4711 }, "win32"),
      /not come up yet[\s\S]*taskkill \/PID 4711/,
    );
  });
});
