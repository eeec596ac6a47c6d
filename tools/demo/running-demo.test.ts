import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { demoFolders } from "./demo-folders.ts";
import { findRunningDemo } from "./running-demo.ts";

describe("a running npm start", () => {
  let temp: TempFolder;
  beforeEach(() => {
    temp = makeTempFolder("running");
    mkdirSync(demoFolders(temp.path).base, { recursive: true });
  });
  afterEach(() => temp.remove());
  const announce = (text: string) => writeFileSync(demoFolders(temp.path).running, text);

  it("is found with its session while its process lives", () => {
    const demo = { pid: process.pid, sessionId: "ses_1", link: "http://127.0.0.1:4747/share/x" };
    announce(JSON.stringify(demo));
    assert.deepEqual(findRunningDemo(demoFolders(temp.path)), demo);
  });

  it("is none before the first start", () =>
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined));

  it("is none after a crash", () => {
    announce(JSON.stringify({ pid: 2 ** 22 + 1, sessionId: "ses_1", link: "" }));
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined);
  });

  it("is none when its file is half written", () => {
    announce('{"pid":');
    assert.equal(findRunningDemo(demoFolders(temp.path)), undefined);
  });
});
