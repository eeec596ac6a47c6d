import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../engine/testing/until.ts";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { formatShareLink } from "../../protocol/links.ts";
import { openAddress } from "../ui/shown/open-address.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { SharedHere } from "./shared-here.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

/** Nobody ever gets this far. */
const FOREIGN = "https://evil.example/share/x";

describe("a service, or whoever wrote a session, with bad intentions", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let sessionId: string;
  let shared: SharedHere;
  let original: WindowParts["dialogs"];
  const run = (command: string, argument?: string) =>
    vscode.commands.executeCommand(`opencode.${command}`, argument);
  const tabs = () =>
    vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)).sort();

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
    storage = new SqliteStorage(opencodeData());
  });

  after(() => storage.close());

  beforeEach(async () => {
    sessionId = storage.createSession({ directory: openFolder(), title: "\u202eOurs $(flame)" });
    const message = storage.putMessage(sessionId, { role: "user", time: { created: Date.now() } });
    storage.putPart(sessionId, message, { type: "text", text: "Hello" });
    shared = await SharedHere.share(app, sessionId);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await shared.unshare();
    storage.removeSession(sessionId);
    Object.assign(app.dialogs, original);
  });

  it("shows its share of the same id in a panel of its own, never another's content", async () => {
    const { record } = shared;
    await run("openSharedSession", formatShareLink(record));
    await until(() => tabs().join() === "Ours $\u2060(flame)");
    const other = await FaultProxy.start(record.serviceUrl);
    other.fault = () => "drop";
    try {
      const link = formatShareLink({ ...record, serviceUrl: other.url });
      await run("openSharedSession", link);
      await until(() => tabs().length === 2);
      await run("openSharedSession", link);
      await run("openSharedSession", formatShareLink(record));
      assert.deepEqual(tabs(), ["Ours $\u2060(flame)", "Shared Session"]);
      await run("unshareSession", link);
      assert.ok(app.registry.at(record), "what names another service's share ends none of ours");
    } finally {
      await vscode.commands.executeCommand("workbench.action.closeAllEditors");
      await other.stop();
    }
  });

  it("gets no other address copied or opened than that of its share", async () => {
    const { record } = shared;
    const opened: string[] = [];
    app.dialogs.openExternal = async (address) => opened.push(address) > 0;
    app.dialogs.notify = async (_severity, _message, ...answers) =>
      answers.find((answer) => answer === "Open in Browser");
    await app.registry.update(record.shareId, { shareUrl: FOREIGN });
    await run("copyShareLink", record.shareId);
    assert.equal(await vscode.env.clipboard.readText(), formatShareLink(record));
    await run("shareSession", sessionId);
    await until(() => opened.length > 0);
    assert.deepEqual(opened, [formatShareLink(record)]);
  });

  it("opens no address but one of the web", async () => {
    for (const address of [
      "command:workbench.action.files.newUntitledFile",
      "file:///etc/passwd",
      `${vscode.env.uriScheme}://opencode-share.opencode-share/share/x`,
      "mailto:a@b.example",
      "javascript:alert(1)",
      " vscode:extension/x",
      "//evil.example",
      "",
    ])
      assert.equal(await openAddress(address), false, address);
  });
});
