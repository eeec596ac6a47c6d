import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceUnreachableError } from "../../client/service-error.ts";
import type { SessionSummary } from "../../engine/sources/session-source.ts";
import type { SyncStatus } from "../../engine/sync/sync-status.ts";
import { until } from "../../engine/testing/until.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { sessionRow } from "../ui/views/session-row.ts";
import { SessionRows } from "../ui/views/session-rows.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { record } from "./recorded-share.ts";
import { iconOf, labels } from "./seen-rows.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

describe("the view of sessions", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let view: SessionRows;
  const rowOf = async (id: string) => (await view.rows()).find(({ item }) => item.id === id);
  const removeSessions = async () => {
    for (const { id } of await app.sessions()) storage.removeSession(id);
  };
  const setMode = (mode: string | undefined) =>
    vscode.workspace.getConfiguration("opencode").update("share", mode, vscode.ConfigurationTarget.Global);

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    // What other suites have left would be in the list.
    await removeSessions();
  });

  after(() => storage.close());

  beforeEach(() => {
    sessionId = storage.createSession({ directory: workspace, title: "Zebra crossing" });
    view = new SessionRows(app);
  });

  afterEach(async () => {
    await setMode(undefined);
    await app.mode.update();
    await app.registry.remove(record.shareId);
    await removeSessions();
  });

  it("shows this workspace's sessions with title, time and agent, and reads them aloud", async () => {
    storage.database.prepare("update session set agent = 'plan' where id = ?").run(sessionId);
    storage.createSession({ directory: "/somewhere/else", title: "Not ours" });
    const rows = await view.rows();
    assert.deepEqual(labels(rows), ["Zebra crossing"]);
    assert.equal(rows[0]?.item.description, "now · plan");
    assert.equal(rows[0]?.item.accessibilityInformation?.label, "Zebra crossing, now, plan");
  });

  it("shows the sessions of the repository's other worktrees with their folder, or those of this folder alone", async () => {
    const other = await mkdtemp(path.join(tmpdir(), "worktree-"));
    const gitDir = path.join(workspace, ".git", "worktrees", "other");
    const list = (which: string | undefined) =>
      vscode.workspace
        .getConfiguration("opencode.sharing")
        .update("listedSessions", which, vscode.ConfigurationTarget.Global);
    try {
      await mkdir(gitDir, { recursive: true });
      await writeFile(path.join(gitDir, "commondir"), "../..\n");
      await writeFile(path.join(other, ".git"), `gitdir: ${gitDir}\n`);
      const elsewhere = storage.createSession({ directory: path.join(other, "src"), title: "Over there" });
      const folder = path.join(path.basename(other), "src");
      await until(async () => {
        view = new SessionRows(app);
        return (await rowOf(elsewhere))?.item.description === `now · ${folder}`;
      });
      await list("folder");
      view = new SessionRows(app);
      assert.deepEqual(labels(await view.rows()), ["Zebra crossing"]);
    } finally {
      await list(undefined);
      await rm(path.join(workspace, ".git"), { recursive: true });
      await rm(other, { recursive: true });
    }
  });

  it("leaves out the sessions of sub-agents", async () => {
    storage.createSession({ directory: workspace, title: "Child", parentId: sessionId });
    assert.deepEqual(labels(await view.rows()), ["Zebra crossing"]);
  });

  it("marks what is shared: its menu, its badge, and what Enter does", async () => {
    const before = await rowOf(sessionId);
    assert.equal(before?.item.contextValue, "session.private");
    assert.equal(before?.item.command?.command, "opencode.view.sessionMenu");
    assert.equal(before?.item.resourceUri, undefined);
    await app.registry.add({ ...record, sessionId }, "secret");
    const after = await rowOf(sessionId);
    assert.equal(after?.item.contextValue, "session.shared");
    assert.equal(after?.item.description, "now · shared");
    assert.equal(after && iconOf(after), "broadcast");
    assert.equal(after?.item.command?.command, "opencode.view.open");
    assert.equal(after?.item.resourceUri?.authority, "shared");
    assert.equal(after?.target.link, record.shareUrl);
  });

  it("marks a share that is not kept up, and says why in words for whoever shared it", async () => {
    const [session] = await app.sessions();
    assert.ok(session);
    const paused: SyncStatus = { phase: "paused", cause: "service", message: "It is full." };
    const away: SyncStatus = {
      ...{ phase: "paused", cause: "service", message: "For the log." },
      error: new ServiceUnreachableError("https://s.example", { kind: "timeout" }),
    };
    const ended: SyncStatus = { phase: "ended", code: "not_found", message: "Told to readers." };
    const shown = [paused, away, ended].map((status) =>
      sessionRow(session, { record, status, disabledBy: undefined }),
    );
    assert.deepEqual(shown.map(iconOf), ["warning", "warning", "warning"]);
    assert.deepEqual(
      shown.map(({ item }) => item.description),
      ["now · share paused", "now · share paused", "now · share ended"],
    );
    const [tellsPause, tellsAway, tellsEnd] = shown.map((row) => row.tooltip?.().join() ?? "");
    assert.match(tellsPause ?? "", /It is full/);
    assert.match(tellsAway ?? "", /s\.example does not answer in time\./);
    assert.doesNotMatch(tellsAway ?? "", /For the log/);
    assert.match(tellsEnd ?? "", /no longer knows it/);
  });

  it("says of a share without its secret that it does not sync and what to do, and offers no more than can be done", async () => {
    await app.registry.add({ ...record, sessionId }, "secret");
    await app.context.secrets.delete(`share.${record.shareId}`);
    const row = await rowOf(sessionId);
    assert.equal(row?.item.contextValue, "session.secretLost");
    assert.equal(row?.item.description, "now · does not sync");
    assert.equal(row && iconOf(row), "warning");
    assert.match(
      row?.tooltip?.().join() ?? "",
      /its secret is missing.*share the session again.*whoever runs/,
    );
    const offered = menuOf("opencode.sessions", "session.secretLost");
    assert.deepEqual(offered, ["copyLink", "forget", "open", "openInBrowser", "shareAgain"]);
    const signedIn = new SessionRows({ ...app, isSignedIn: async () => true });
    const managed = (await signedIn.rows()).find(({ item }) => item.id === sessionId);
    assert.equal(managed?.item.contextValue, "session.shared");
    assert.match(
      managed?.tooltip?.().join() ?? "",
      /You are signed in to s.example and can change and end it/,
    );
  });

  /** The commands of a row's menu. */
  function menuOf(viewName: string, context: string): readonly string[] {
    const { contributes } =
      vscode.extensions.getExtension("opencode-share.opencode-share")?.packageJSON ?? {};
    const lines: readonly { command: string; when: string }[] = contributes.menus["view/item/context"];
    const fits = ({ when }: { when: string }) => {
      const [, name, is, pattern] = /^view == (\S+) && viewItem (==|=~) (.+)$/.exec(when) ?? [];
      if (name !== viewName || pattern === undefined) return false;
      return is === "==" ? pattern === context : new RegExp(pattern.slice(1, -1)).test(context);
    };
    const commands = lines.filter(fits).map(({ command }) => command.replace("opencode.view.", ""));
    return [...new Set(commands)].sort();
  }

  it("offers for a share that has ended only what can still be done", async () => {
    const [session] = await app.sessions();
    assert.ok(session);
    const status: SyncStatus = { phase: "ended", code: "not_found", message: "Told to readers." };
    const { item } = sessionRow(session, { record, status, disabledBy: undefined });
    assert.equal(item.contextValue, "session.ended");
    assert.equal(item.command?.command, "opencode.view.sessionMenu");
  });

  it("knows that sharing is disabled for one package of the workspace alone", async () => {
    const directory = path.join(workspace, "packages", "a");
    await mkdir(directory, { recursive: true });
    await writeFile(path.join(directory, "opencode.json"), JSON.stringify({ share: "disabled" }));
    const inPackage = storage.createSession({ directory, title: "In the package" });
    try {
      assert.equal((await rowOf(inPackage))?.item.contextValue, "session.locked");
      assert.equal((await rowOf(sessionId))?.item.contextValue, "session.private");
    } finally {
      await rm(path.join(workspace, "packages"), { recursive: true });
    }
  });

  it("hears of shares that come and go", async () => {
    const heard = new Promise<void>((resolve) => {
      const subscription = app.registry.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    await app.registry.add({ ...record, sessionId }, "secret");
    await heard;
  });

  it("filters by the words of a title, and says when nothing is left", async () => {
    storage.createSession({ directory: workspace, title: "Another" });
    view.filter = " crossing ZEBRA ";
    assert.deepEqual(labels(await view.rows()), ["Zebra crossing"]);
    assert.equal(view.state, "some");
    view.filter = "unicorn";
    assert.deepEqual(await view.rows(), []);
    assert.equal(view.state, "filtered");
  });

  it("shows 200 sessions, and more when asked", async () => {
    storage.database.exec("begin");
    for (let index = 0; index < 450; index++)
      storage.createSession({ directory: workspace, title: `Session ${index}` });
    storage.database.exec("commit");
    const first = await view.rows();
    assert.equal(first.length, 201);
    assert.equal(first[200]?.item.description, "251 more");
    view.showMore();
    view.showMore();
    assert.equal((await view.rows()).length, 451);
  });

  it("says by whom sharing is disabled, and offers no sharing then", async () => {
    await setMode("disabled");
    await app.mode.update();
    const [notice, row] = await view.rows();
    assert.equal(notice?.item.label, "Sharing is disabled");
    assert.match(String(notice?.item.description), /opencode\.share/);
    assert.equal(notice?.item.command?.command, "opencode.view.openPlace");
    assert.equal(row?.item.contextValue, "session.locked");
  });

  it("says that a share is paused while sharing is disabled, and by whom", async () => {
    await app.registry.add({ ...record, sessionId }, "secret");
    await setMode("disabled");
    await app.mode.update();
    const [, row] = await view.rows();
    assert.match(String(row?.item.description), /share paused/);
    assert.match(row?.tooltip?.().join() ?? "", /disabled here by/);
    assert.equal(row?.item.contextValue, "session.shared");
  });

  it("knows an empty folder from a computer without opencode", async () => {
    storage.removeSession(sessionId);
    assert.deepEqual(await view.rows(), []);
    assert.equal(view.state, "empty");
    const without = new SessionRows({ ...app, hasStorage: async () => false });
    assert.deepEqual(await without.rows(), []);
    assert.equal(without.state, "noStorage");
  });

  it("says why the storage cannot be read, and reads it again when asked", async () => {
    let fails = true;
    const broken = new SessionRows({
      ...app,
      sessions: () => (fails ? Promise.reject(new Error("it is locked")) : app.sessions()),
    });
    const [notice] = await broken.rows();
    assert.equal(notice?.item.description, "it is locked");
    assert.equal(notice?.item.command?.command, "opencode.refreshSessions");
    fails = false;
    assert.deepEqual(labels(await broken.rows()), ["Zebra crossing"]);
  });

  it("shows those that are found first, and says when there are more", async () => {
    const all = Promise.withResolvers<readonly SessionSummary[]>();
    const sessions = await app.sessions();
    const ends: Promise<unknown>[] = [];
    let readings = 0;
    const growing = new SessionRows(
      {
        ...app,
        sessions: (onSome) => {
          readings++;
          onSome?.(sessions);
          return all.promise;
        },
      },
      (rest) => ends.push(rest),
    );
    assert.deepEqual(labels(await growing.rows()), ["Zebra crossing"]);
    assert.deepEqual(labels(await growing.rows()), ["Zebra crossing"]);
    all.resolve(sessions.flatMap((session) => [session, { ...session, id: "ses_2", title: "Antelope" }]));
    await Promise.all(ends);
    assert.deepEqual(labels(await growing.rows()), ["Zebra crossing", "Antelope"]);
    assert.deepEqual([ends.length, readings], [1, 1]);
  });

  it("reads the storage once until it is told to read it again", async () => {
    let readings = 0;
    const counted = new SessionRows({
      ...app,
      sessions: () => {
        readings++;
        return app.sessions();
      },
    });
    await counted.rows();
    counted.filter = "zebra";
    await counted.rows();
    assert.equal(readings, 1);
    void counted.readAgain();
    await counted.rows();
    assert.equal(readings, 2);
  });
});
