import assert from "node:assert/strict";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { until } from "../../engine/testing/until.ts";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import type { SessionWriter } from "../../fixtures/session-writer.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { SharedHere } from "./shared-here.ts";
import { activeWindow, openFolder } from "./this-editor.ts";

describe("a share in a real VS Code heals by itself", () => {
  let app: WindowParts;
  let folder: string;
  let dataDir: string;
  let writer: SessionWriter;
  let sessionId: string;
  let messageId: string;
  let shared: SharedHere | undefined;
  const settings = () => vscode.workspace.getConfiguration("opencode.sharing");
  const say = (text: string) => writer.putPart(sessionId, messageId, textPart(text));

  before(async () => {
    app = await activeWindow();
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "healing-host-"));
    dataDir = path.join(folder, "opencode");
  });

  afterEach(async () => {
    await shared?.unshare();
    shared = undefined;
    await settings().update("storagePath", undefined, vscode.ConfigurationTarget.Global);
    writer.close();
    await rm(folder, { recursive: true, maxRetries: 10 });
  });

  async function shareIn(storage: SessionWriter): Promise<SharedHere> {
    writer = storage;
    await settings().update("storagePath", storage.dataDir, vscode.ConfigurationTarget.Global);
    sessionId = writer.createSession({ directory: openFolder(), title: "A session" });
    messageId = writer.putMessage(sessionId, userMessage());
    say("Before");
    await until(async () => (await app.sessions()).some(({ id }) => id === sessionId));
    shared = await SharedHere.share(app, sessionId);
    return shared;
  }

  it("after the service could not be reached for a while", async () => {
    const { serviceUrl } = app.settings;
    const proxy = await FaultProxy.start(serviceUrl() ?? "");
    app.settings.serviceUrl = () => proxy.url;
    try {
      const share = await shareIn(new SqliteStorage(dataDir));
      proxy.fault = () => "drop";
      say("Meanwhile");
      await until(() => share.status?.phase === "paused");
      proxy.fault = () => "pass";
      await until(() => share.isEqual({ text: "Meanwhile" }));
      await until(() => share.status?.phase === "synced");
      await share.unshare();
    } finally {
      app.settings.serviceUrl = serviceUrl;
      await proxy.stop();
    }
  });

  it("while opencode moves its sessions from the JSON tree to a database", async () => {
    const share = await shareIn(new TreeStorage(dataDir));
    await until(() => share.isEqual({ text: "Before" }));
    const database = new SqliteStorage(dataDir);
    database.createSession({ id: sessionId, directory: openFolder(), title: "A session" });
    database.putMessage(sessionId, { id: messageId, ...userMessage() });
    writer = database;
    say("Before");
    say("In the database");
    await until(() => share.isEqual({ text: "In the database" }));
    await until(() => share.status?.phase === "synced");
  });

  it("after the storage was away, and keeps what the service holds meanwhile", async () => {
    const share = await shareIn(new TreeStorage(dataDir));
    await until(() => share.isEqual({ text: "Before" }));
    const before = await share.held();
    await rename(dataDir, `${dataDir}-away`);
    app.sharing.checkNow();
    await until(() => share.status?.phase === "paused");
    assert.deepEqual(await share.held(), before);
    await rename(`${dataDir}-away`, dataDir);
    say("Back again");
    await until(() => share.isEqual({ text: "Back again" }));
    await until(() => share.status?.phase === "synced");
  });
});
