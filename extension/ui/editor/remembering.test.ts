import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { MemorySecrets } from "../../../engine/registry/memory-secrets.ts";
import { placesIn, STATE_VARIABLE } from "../../../engine/registry/state-folder.ts";
import { rememberingOf } from "./remembering.ts";

const isWindows = process.platform === "win32";
type Context = Parameters<typeof rememberingOf>[0];

describe("where a window remembers its shares", () => {
  let folder: string;
  let own: Context;
  let reports: string[];
  const read = (named: string | undefined) =>
    rememberingOf(own, (report) => void reports.push(report), named);

  beforeEach(() => {
    folder = mkdtempSync(path.join(isWindows ? homedir() : tmpdir(), "remembering-"));
    reports = [];
    own = { globalStorageUri: { fsPath: "/vscode" }, secrets: new MemorySecrets() } as unknown as Context;
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("is VS Code's own place, unless whoever started it names another", () => {
    for (const none of [undefined, ""])
      assert.deepEqual(read(none), { folder: "/vscode", secrets: own.secrets });
    assert.deepEqual(reports, []);
  });

  it("is the named folder, secrets and all, for every program that it is named to", async () => {
    const [one, other] = [read(folder), read(folder)];
    assert.equal(one.folder, folder);
    await one.secrets.store("share.a", "secret");
    assert.equal(await other.secrets.get("share.a"), "secret");
    assert.equal(await own.secrets.get("share.a"), undefined);
  });

  it("is never a folder that others may read: VS Code's own is taken, and the log says why", () => {
    if (isWindows) return;
    chmodSync(folder, 0o755);
    assert.deepEqual(read(folder), { folder: "/vscode", secrets: own.secrets });
    assert.deepEqual(reports, [
      `${STATE_VARIABLE} is passed over: others may read or change it (${folder}).`,
    ]);
    assert.throws(() => rmSync(placesIn(folder).secrets), { code: "ENOENT" });
  });
});
