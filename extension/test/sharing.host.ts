import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { until } from "../../engine/testing/until.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { parseShareLink } from "../../protocol/links.ts";
import { indicator } from "../ui/status-bar.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

describe("the extension in a real VS Code", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let sessionId: string;
  let messageId: string;
  let workspace: string;
  const run = (command: string, argument?: string) =>
    vscode.commands.executeCommand(`opencode.${command}`, argument);
  const service = () => {
    const url = app.settings.serviceUrl();
    assert.ok(url);
    return new ServiceClient(url);
  };
  const texts = async (link: string) => {
    const { entries } = await service().read(parseShareLink(link)?.shareId ?? "");
    return entries.flatMap((entry) => {
      const content = "content" in entry ? (entry.content as { text?: string }) : {};
      return content.text === undefined ? [] : [content.text];
    });
  };
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
  const shareIt = async () => {
    await run("shareSession", sessionId);
    return vscode.env.clipboard.readText();
  };

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    app.dialogs.confirm = async () => true;
  });

  after(() => storage.close());

  beforeEach(() => {
    sessionId = storage.createSession({ directory: workspace, title: "A session" });
    messageId = storage.putMessage(sessionId, { role: "user", time: { created: Date.now() } });
    storage.putPart(sessionId, messageId, { type: "text", text: "Hello" });
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
  });

  it("has every command that its manifest promises", async () => {
    const known = await vscode.commands.getCommands(true);
    const promised: { command: string }[] = vscode.extensions.getExtension("opencode-share.opencode-share")
      ?.packageJSON.contributes.commands;
    assert.ok(promised.length > 0);
    for (const { command } of promised) assert.ok(known.includes(command), command);
  });

  it("shares a session and puts its link on the clipboard", async () => {
    const link = await shareIt();
    assert.deepEqual(await texts(link), ["Hello"]);
  });

  it("offers this workspace's sessions, the most recent first", async () => {
    storage.createSession({ directory: "/somewhere/else", title: "Not ours" });
    const before = Date.now();
    await until(() => Date.now() > before);
    const newest = storage.createSession({ directory: workspace, title: "Newest" });
    let offered: readonly string[] = [];
    app.dialogs.pickSession = async (sessions) => {
      offered = sessions.map(({ id }) => id);
      return undefined;
    };
    await run("shareSession");
    assert.equal(offered[0], newest);
    assert.ok(offered.includes(sessionId));
    assert.equal(offered.length, (await app.sessions()).length);
    assert.ok((await app.sessions()).every(({ directory }) => directory === workspace));
  });

  it("brings what the agent writes to the service by itself, through VS Code's own watcher", async () => {
    const link = await shareIt();
    const part = storage.putPart(sessionId, messageId, { type: "text", text: "More" });
    await until(async () => (await texts(link)).includes("More"));
    storage.appendText(sessionId, messageId, part, " and more");
    await until(async () => (await texts(link)).includes("More and more"));
    storage.removePart(sessionId, messageId, part);
    await until(async () => (await texts(link)).length === 1);
  });

  it("keeps the owner secret in the secret storage, and nowhere else", async () => {
    await shareIt();
    const [record] = app.registry.list();
    assert.ok(record);
    const secret = await app.context.secrets.get(`share.${record.shareId}`);
    assert.match(secret ?? "", /^[A-Za-z0-9_-]{43}$/);
    const remembered = app.context.globalState.keys().map((key) => app.context.globalState.get(key));
    assert.ok(!JSON.stringify(remembered).includes(secret ?? ""));
  });

  it("unshares: the service has deleted it", async () => {
    const link = await shareIt();
    await run("unshareSession");
    const isRevoked = (error: unknown) => error instanceof ServiceError && error.code === "revoked";
    await assert.rejects(texts(link), isRevoked);
    assert.deepEqual(app.registry.list(), []);
  });

  it("offers a share until the window closes when the secret storage cannot be used, and says why", async () => {
    const asked: string[] = [];
    const { confirm } = app.dialogs;
    app.dialogs.confirm = async (question, detail) => asked.push(`${question} ${detail}`) > 0;
    const secrets: { store?: vscode.SecretStorage["store"] } = app.context.secrets;
    secrets.store = () => Promise.reject(new Error("no keyring"));
    try {
      const link = await shareIt();
      assert.match(asked.join("\n"), /until this window closes\?.*cannot remember shares now: no keyring/s);
      assert.deepEqual(app.registry.listEphemeral(), [app.registry.ofSession(sessionId)?.shareId]);
      assert.deepEqual(await texts(link), ["Hello"]);
    } finally {
      delete secrets.store;
      app.dialogs.confirm = confirm;
    }
  });

  it("says that a session without its secret is still shared, and lets go of it at the word", async () => {
    const link = await shareIt();
    const { shareId = "" } = app.registry.ofSession(sessionId) ?? {};
    await app.context.secrets.delete(`share.${shareId}`);
    const { notify } = app.dialogs;
    const told: string[] = [];
    let answer: string | undefined;
    app.dialogs.notify = async (_severity, message) => {
      told.push(message);
      return answer;
    };
    try {
      await run("unshareSession", shareId);
      assert.match(told.join(), /still shared: its secret is missing/);
      assert.equal(app.registry.ofSession(sessionId)?.shareId, shareId);
      answer = "Remove from List";
      await run("unshareSession", shareId);
      assert.deepEqual(app.registry.list(), []);
      assert.deepEqual(await texts(link), ["Hello"]);
      await run("copyShareLink", shareId);
      assert.equal(told.at(-1), "This share is over already.");
    } finally {
      app.dialogs.notify = notify;
    }
  });

  it("gives the same link again for a session that is shared already", async () => {
    assert.equal(await shareIt(), await shareIt());
  });

  it("opens a link in one read-only viewer, however often it is opened", async () => {
    const link = await shareIt();
    await run("openSharedSession", link);
    await run("openSharedSession", link);
    await until(() => tabs().includes("A session"));
    assert.equal(tabs().filter((label) => label === "A session").length, 1);
  });

  it("opens a link that the system hands over", async () => {
    const { shareId } = parseShareLink(await shareIt()) ?? { shareId: "" };
    const query = `service=${app.settings.serviceUrl()}`;
    const authority = "opencode-share.opencode-share";
    await vscode.commands.executeCommand(
      "vscode.open",
      vscode.Uri.from({ scheme: vscode.env.uriScheme, authority, path: `/share/${shareId}`, query }),
    );
    await until(() => tabs().includes("A session"));
  });

  it("asks before it talks to a service that it has not met, and takes no for an answer", async () => {
    const asked: string[] = [];
    app.dialogs.confirm = async (question) => {
      asked.push(question);
      return false;
    };
    try {
      await run("openSharedSession", `https://unmet.example/share/${"a".repeat(43)}`);
      assert.deepEqual(asked, ["Open a session from unmet.example?"]);
      assert.deepEqual(tabs(), []);
    } finally {
      app.dialogs.confirm = async () => true;
    }
  });

  it("shows no viewer for what is no link", async () => {
    for (const link of ["", "hello", "https://x.example/share/short", "file:///share/etc"]) {
      void run("openSharedSession", link);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(tabs(), []);
  });
});

describe("the share indicator", () => {
  const record = {
    shareId: "s",
    sessionId: "ses_1",
    serviceUrl: "https://s.example",
    shareUrl: "https://s.example/share/s",
    title: "Parser",
    directory: "/w",
    createdAt: 0,
    expiresAt: null,
    phase: "shared",
  } as const;
  const paused = { phase: "paused", cause: "service", message: "It cannot be reached." } as const;
  const cases = [
    ["nothing is shared", [], /Share$/, false],
    ["one session is up to date", [{ phase: "synced" }], /Shared$/, false],
    ["several are", [{ phase: "synced" }, { phase: "synced" }], /Shared \(2\)$/, false],
    ["one is being updated", [{ phase: "synced" }, { phase: "syncing" }], /Sharing$/, false],
    ["one is paused, whatever the others do", [{ phase: "syncing" }, paused], /Share paused$/, true],
  ] as const;
  for (const [when, statuses, text, warn] of cases)
    it(`says so when ${when}`, () => {
      const shown = indicator(statuses.map((status) => ({ record, status })));
      assert.match(shown.text, text);
      assert.equal(shown.warn, warn);
    });

  it("names who may read, each readership once", () => {
    const shares = (["link", "org", "org"] as const).map((audience) => ({
      record: { ...record, audience },
      status: { phase: "synced" } as const,
    }));
    assert.match(indicator(shares.slice(1, 2)).tooltip, /up to date\. Readers: My organisation\.$/);
    assert.match(indicator(shares).tooltip, /Readers: Anyone with the link, My organisation\.$/);
    assert.match(
      indicator([{ record, status: { phase: "synced" } }]).tooltip,
      /Readers: Anyone with the link/,
    );
  });

  it("names the reason of a pause", () => {
    assert.match(indicator([{ record, status: paused }]).tooltip, /It cannot be reached/);
  });
});
