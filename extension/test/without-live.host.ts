import assert from "node:assert/strict";
import * as vscode from "vscode";
import { type OwnerCredentials, ServiceClient } from "../../client/service-client.ts";
import { until } from "../../engine/testing/until.ts";
import { FaultProxy } from "../../fixtures/fault-proxy.ts";
import { formatShareLink } from "../../protocol/links.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow } from "./this-editor.ts";

describe("behind a proxy that lets no WebSocket through, VS Code", () => {
  let app: WindowParts;
  let original: WindowParts["dialogs"];
  let proxy: FaultProxy;
  let owner: ServiceClient;
  let shared: OwnerCredentials;
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label));

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
    app.dialogs.confirm = async () => true;
    const serviceUrl = app.settings.serviceUrl();
    assert.ok(serviceUrl);
    owner = new ServiceClient(serviceUrl);
    proxy = await FaultProxy.start(serviceUrl);
    shared = await owner.create({ sessionId: "ses_theirs", title: "Theirs" });
  });
  after(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await owner.remove(shared);
    await proxy.stop();
    Object.assign(app.dialogs, original);
  });

  it("opens a session all the same, and keeps it up to date", async () => {
    proxy.fault = ({ isUpgrade }) => (isUpgrade ? { status: 403 } : "pass");
    const link = formatShareLink({ serviceUrl: proxy.url, shareId: shared.shareId });
    await vscode.commands.executeCommand("opencode.openSharedSession", link);
    await until(() => tabs().includes("Theirs"));
    await owner.update(shared, { title: "Theirs, renamed" });
    await until(() => tabs().includes("Theirs, renamed"));
    assert.ok(proxy.requests.some(({ isUpgrade }) => isUpgrade));
  });
});
