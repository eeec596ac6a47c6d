import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { until } from "../../engine/testing/until.ts";
import { v1Delta, v1Part, v2Block } from "../../fixtures/opencode-events.ts";
import { OpencodeServer } from "../../fixtures/opencode-server.ts";
import { assistantMessage, textPart } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

const PASSWORD = "a-password-that-must-stay-here";

describe("text that streams from an opencode server that VS Code knows", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let server: OpencodeServer;
  let sessionId: string;
  let answer: string;
  let part: string;
  let shareId: string;

  const settings = () => vscode.workspace.getConfiguration("opencode.sharing");
  const named = (url: string | undefined) =>
    settings().update("serverUrl", url, vscode.ConfigurationTarget.Global);
  const serviceFile = () => path.join(process.env.XDG_STATE_HOME ?? "", "opencode", "service.json");

  before(async () => {
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    app.dialogs.confirm = async () => true;
  });
  after(() => storage.close());

  beforeEach(async () => {
    const directory = openFolder();
    sessionId = storage.createSession({ directory, title: "Streams" });
    answer = storage.putMessage(sessionId, assistantMessage("msg_0"));
    part = storage.putPart(sessionId, answer, textPart(""));
    server = await OpencodeServer.start();
  });
  afterEach(async () => {
    if (shareId) await app.sharing.unshare(shareId);
    shareId = "";
    storage.removeSession(sessionId);
    await server.stop();
  });

  async function share(): Promise<void> {
    await vscode.commands.executeCommand("opencode.shareSession", sessionId);
    shareId = app.registry.ofSession(sessionId)?.shareId ?? "";
    assert.ok(shareId);
  }

  const holds = async (text: string) => {
    const client = new ServiceClient(app.settings.serviceUrl() ?? "");
    return JSON.stringify((await client.read(shareId)).entries).includes(text);
  };

  async function streams(text: string): Promise<void> {
    await until(() => server.followers === 1);
    server.send(v1Part(sessionId, answer, { id: part, type: "text", text: "" }));
    server.send(v1Delta(sessionId, answer, part, text));
    await until(() => holds(text));
  }

  it("is shared from the server that the setting names, and only while something is shared", async () => {
    await named(server.url);
    try {
      assert.deepEqual(server.requests, []);
      await share();
      await streams("From the setting");
      await app.sharing.unshare(shareId);
      shareId = "";
      await until(() => server.followers === 0);
    } finally {
      await named(undefined);
    }
  });

  it("is never asked of an address elsewhere, or one that a workspace names", async () => {
    await named(`http://0.0.0.0:${server.port}`);
    try {
      await share();
      await assert.rejects(
        Promise.resolve(settings().update("serverUrl", server.url, vscode.ConfigurationTarget.Workspace)),
      );
      assert.deepEqual(server.requests, []);
    } finally {
      await named(undefined);
    }
  });

  it("is shared from opencode's own terminal", async () => {
    await share();
    const env = { _EXTENSION_OPENCODE_PORT: String(server.port) };
    const other = vscode.window.createTerminal({ name: "another", env });
    const terminal = vscode.window.createTerminal({ name: "opencode", env });
    try {
      await streams("From the terminal");
      terminal.dispose();
      await until(() => server.followers === 0);
    } finally {
      terminal.dispose();
      other.dispose();
    }
  });

  it("is shared from the service of 2.x that says where it is", async () => {
    await server.stop();
    server = await OpencodeServer.start({ paths: ["/api/event"], password: PASSWORD });
    await mkdir(path.dirname(serviceFile()), { recursive: true });
    await share();
    const service = { url: server.url, pid: process.pid, password: PASSWORD };
    await writeFile(serviceFile(), JSON.stringify(service));
    try {
      await until(() => server.followers === 1);
      server.send(v2Block("text.started", sessionId, answer, 0));
      server.send(v2Block("text.delta", sessionId, answer, 0, { delta: "From the service" }));
      await until(() => holds("From the service"));
    } finally {
      await rm(serviceFile());
    }
    await until(() => server.followers === 0);
  });
});
