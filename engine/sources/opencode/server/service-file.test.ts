import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../../testing/test-reader.ts";
import { watchFiles } from "../../../testing/watch-files.ts";
import { ServiceFile } from "./service-file.ts";

const PASSWORD = "a-password-that-must-stay-here";

describe("the file of opencode's background service", () => {
  let home: string;
  let reports: string[];

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "service-file-"));
    reports = [];
  });
  afterEach(() => {
    assert.ok(!reports.join("\n").includes(PASSWORD));
    rmSync(home, { recursive: true, maxRetries: 10 });
  });

  const open = (env: NodeJS.ProcessEnv = {}) =>
    new ServiceFile({ env, home, watchFiles, report: (message) => reports.push(message) });

  function write(content: unknown, folder = join(home, ".local", "state")): void {
    mkdirSync(join(folder, "opencode"), { recursive: true });
    const text = typeof content === "string" ? content : JSON.stringify(content);
    writeFileSync(join(folder, "opencode", "service.json"), text);
  }

  const service = { id: "x", version: "2.2.7", url: "http://127.0.0.1:4096", pid: process.pid };
  const found = { origin: "http://127.0.0.1:4096", paths: ["/api/event"] };

  it("says where the service is, and its password", async () => {
    write({ ...service, password: PASSWORD });
    assert.deepEqual(await open().find(), [{ ...found, login: { user: "opencode", password: PASSWORD } }]);
  });

  it("is looked for where XDG_STATE_HOME says", async () => {
    const state = join(home, "elsewhere");
    write(service, state);
    assert.deepEqual(await open({ XDG_STATE_HOME: state }).find(), [found]);
    assert.deepEqual(await open({ XDG_STATE_HOME: "relative" }).find(), []);
  });

  it("tells when a service appears", async () => {
    const file = open();
    let changes = 0;
    const watching = file.watch(() => changes++);
    assert.deepEqual(await file.find(), []);
    write(service);
    await until(async () => changes > 0 && (await file.find()).length === 1);
    watching.dispose();
    assert.deepEqual(reports, []);
  });

  it("of a dead service names nobody", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    write({ ...service, pid, password: PASSWORD });
    assert.deepEqual(await open().find(), []);
  });

  const broken: readonly [string, unknown, number][] = [
    ["is elsewhere", { ...service, url: "http://192.168.1.7:4096", password: PASSWORD }, 1],
    ["has no address", { pid: process.pid, password: PASSWORD }, 1],
    ["has no process", { url: service.url, password: PASSWORD }, 1],
    ["has a password that is none", { ...service, password: [PASSWORD] }, 1],
    ["is half written", `{"password":"${PASSWORD}","url":"http`, 1],
  ];
  for (const [name, content, count] of broken)
    it(`is passed over when it ${name}, which is said once and without the password`, async () => {
      write(content);
      const file = open();
      assert.deepEqual([await file.find(), await file.find()], [[], []]);
      assert.equal(reports.length, count);
    });
});
