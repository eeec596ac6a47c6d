import assert from "node:assert/strict";
import * as vscode from "vscode";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import type { ShareInfo } from "../../protocol/routes.ts";
import type { ShareRecord } from "../sharing/share-registry.ts";
import type { SessionSummary } from "../sources/session-source.ts";
import type { SyncStatus } from "../sync/sync-status.ts";
import type { App } from "../ui/app.ts";
import { openedRow } from "../ui/views/opened-row.ts";
import { tooltip } from "../ui/views/row-text.ts";
import type { Row } from "../ui/views/rows-tree.ts";
import { sessionRow } from "../ui/views/session-row.ts";
import { SessionRows } from "../ui/views/session-rows.ts";
import type { ShareFact } from "../ui/views/share-facts.ts";
import { shareRow } from "../ui/views/share-row.ts";
import { activeApp, opencodeData, openFolder } from "./this-editor.ts";

const DAY = 86_400_000;
const now = Date.now();
const record: ShareRecord = {
  shareId: "a".repeat(43),
  sessionId: "ses_1",
  serviceUrl: "https://s.example",
  shareUrl: `https://s.example/share/${"a".repeat(43)}`,
  title: "Parser",
  directory: "/w",
  createdAt: now - DAY,
  expiresAt: now + 6 * DAY,
  phase: "shared",
};
const known = (facts: Partial<ShareInfo>): ShareFact => ({
  kind: "known",
  info: {
    share: { title: "Parser", expiresAt: now + 6 * DAY },
    viewers: 0,
    opens: 0,
    lastOpenedAt: null,
    readers: [],
    ...facts,
  } as ShareInfo,
});
const labels = (rows: readonly Row[] = []) => rows.map(({ item }) => item.label);
const iconOf = ({ item }: Row) => (item.iconPath as vscode.ThemeIcon).id;

describe("the view of sessions", () => {
  let app: App;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let view: SessionRows;
  const rowOf = async (id: string) => (await view.rows()).find(({ item }) => item.id === id);
  const setMode = (mode: string | undefined) =>
    vscode.workspace.getConfiguration("opencode").update("share", mode, vscode.ConfigurationTarget.Global);

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeApp();
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
    for (const { id } of await app.sessions()) storage.removeSession(id);
  });

  it("shows this workspace's sessions with title, time and agent, and reads them aloud", async () => {
    storage.database.prepare("update session set agent = 'plan' where id = ?").run(sessionId);
    storage.createSession({ directory: "/somewhere/else", title: "Not ours" });
    const rows = await view.rows();
    assert.deepEqual(labels(rows), ["Zebra crossing"]);
    assert.equal(rows[0]?.item.description, "now · plan");
    assert.equal(rows[0]?.item.accessibilityInformation?.label, "Zebra crossing, now, plan");
  });

  it("leaves out the sessions of sub-agents", async () => {
    storage.createSession({ directory: workspace, title: "Child", parentId: sessionId });
    assert.deepEqual(labels(await view.rows()), ["Zebra crossing"]);
  });

  it("marks what is shared: its menu, its badge, and what Enter does", async () => {
    const before = await rowOf(sessionId);
    assert.equal(before?.item.contextValue, "session.private");
    assert.equal(before?.item.command?.command, "opencode.view.sessionMenu");
    await app.registry.add({ ...record, sessionId }, "secret");
    const after = await rowOf(sessionId);
    assert.equal(after?.item.contextValue, "session.shared");
    assert.equal(after?.item.description, "now · shared");
    assert.equal(after && iconOf(after), "broadcast");
    assert.equal(after?.item.command?.command, "opencode.view.open");
    assert.equal(after?.target.link, record.shareUrl);
  });

  it("marks a share that is not kept up, and says why in words for whoever shared it", async () => {
    const [session] = await app.sessions();
    assert.ok(session);
    const paused: SyncStatus = { phase: "paused", cause: "service", message: "It is full." };
    const ended: SyncStatus = { phase: "ended", code: "not_found", message: "Told to readers." };
    const shown = [paused, ended].map((status) =>
      sessionRow(session, { record, status, disabledBy: undefined }),
    );
    assert.deepEqual(shown.map(iconOf), ["warning", "warning"]);
    assert.deepEqual(
      shown.map(({ item }) => item.description),
      ["now · share paused", "now · share ended"],
    );
    const [tellsPause, tellsEnd] = shown.map((row) => row.tooltip?.().value ?? "");
    assert.match(tellsPause ?? "", /It is full/);
    assert.match(tellsEnd ?? "", /does not know it any more/);
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
    assert.match(row?.tooltip?.().value ?? "", /disabled here by/);
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

describe("the view of shares", () => {
  const gone = "The session is gone from this computer";
  const anyone = "Anyone with the link";
  const ended = (code: ErrorCode) => ({
    fact: { kind: "ended", code, message: "Told to readers." } satisfies ShareFact,
  });
  const unreachable: ShareFact = { kind: "unreachable", why: "https://s.example: no answer in time" };
  const cases = [
    ["before anybody answered", {}, "active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone]],
    [
      "while somebody looks",
      { fact: known({ viewers: 1, opens: 3, lastOpenedAt: now }) },
      ...["active", "broadcast", "1 viewer · ends in 6d", ["Ends in 6 days", anyone, "1 viewer now"]],
    ],
    [
      "when it was opened",
      { fact: known({ opens: 2, lastOpenedAt: now - 2 * DAY }) },
      ...["active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone, "Opened 2 times, last 2 days ago"]],
    ],
    [
      "without its session",
      { isSessionGone: true },
      ...["active", "broadcast", "ends in 6d", ["Ends in 6 days", anyone, gone]],
    ],
    [
      "without its service",
      { fact: unreachable },
      ...["troubled", "warning", "not reachable", ["s.example: no answer in time", "Ends in 6 days", anyone]],
    ],
    [
      "while its sync is paused",
      { pausedBy: "The service is full." },
      ...["troubled", "warning", "paused", ["The service is full.", "Ends in 6 days", anyone]],
    ],
    ["after its end", ended("expired"), "ended", "circle-slash", "ended", ["It has expired."]],
    [
      "that was unshared elsewhere",
      ended("revoked"),
      ...["ended", "circle-slash", "ended", ["It was unshared elsewhere."]],
    ],
    [
      "that its service has lost",
      ended("not_found"),
      ...["ended", "circle-slash", "ended", ["s.example does not know it any more."]],
    ],
    [
      "without its secret",
      { fact: { kind: "secretLost" } },
      ...["secretLost", "warning", "secret lost"],
      ["Its secret is missing: the link works, and cannot be changed from here", "Ends in 6 days", anyone],
    ],
    [
      "that waits to be deleted",
      { record: { ...record, phase: "ending" } },
      ...["ending", "warning", "not deleted yet", ["Will be deleted as soon as s.example can be reached"]],
    ],
    [
      "that is a snapshot",
      { record: { ...record, mode: "snapshot" } },
      ...["active", "device-camera", "snapshot · ends in 6d", ["Ends in 6 days", anyone]],
    ],
    [
      "of the organisation",
      { record: { ...record, audience: "org" } },
      ...["active", "organization", "ends in 6d", ["Ends in 6 days", "My organisation"]],
    ],
    [
      "of people, who have read it",
      {
        fact: known({
          share: { title: "Parser", expiresAt: now + 6 * DAY, audience: "people" } as ShareInfo["share"],
          access: { people: ["ada"], groups: ["backend"], hasPassword: true, maxViews: null, views: 0 },
          readers: ["Ada", "Bo", "Cy", "Di", "Eve"].map((name) => ({
            id: name,
            name,
            count: 1,
            lastAt: now,
          })),
          opens: 5,
          lastOpenedAt: now,
        }),
      },
      ...["active", "person", "ends in 6d"],
      [
        "Ends in 6 days",
        "ada, backend, with a password",
        "Opened 5 times, last now",
        "Read by Ada, Bo, Cy and 2 others",
      ],
    ],
    [
      "of oneself, as a snapshot",
      { record: { ...record, audience: "me", mode: "snapshot" } },
      ...["active", "lock", "snapshot · ends in 6d", ["Ends in 6 days", "Only me"]],
    ],
    [
      "of another machine",
      { isFromElsewhere: true },
      ...["remote", "broadcast", "from another machine · ends in 6d", ["Ends in 6 days", anyone]],
    ],
    [
      "for ever",
      { record: { ...record, expiresAt: null } },
      ...["active", "broadcast", "never ends", ["Never ends by itself", anyone]],
    ],
  ] as const;
  for (const [when, state, context, icon, description, details] of cases)
    it(`shows a share ${when}`, () => {
      const base = {
        ...{ record, fact: undefined, pausedBy: undefined },
        ...{ isFromElsewhere: false, isSessionGone: false, isOpen: true },
      };
      const row = shareRow({ ...base, ...(state as object) }, now);
      assert.equal(row.item.contextValue, `share.${context}`);
      assert.equal(iconOf(row), icon);
      assert.equal(row.item.description, description);
      assert.deepEqual(labels(row.children), details);
      const opens = row.item.command?.command === "opencode.view.open";
      assert.equal(opens, context !== "ended" && context !== "ending");
    });

  it("takes nothing in a title for Markdown or an icon", () => {
    const title = "[x](command:evil) **b** <b>";
    const row = shareRow({
      record: { ...record, title },
      ...{ fact: undefined, pausedBy: undefined, isFromElsewhere: false, isSessionGone: false, isOpen: true },
    });
    const shown = row.tooltip?.();
    assert.equal(shown?.isTrusted, undefined);
    assert.ok(shown && !shown.value.includes("](command:evil)"), shown?.value);
  });

  it("lets a long line of a tooltip wrap between its words, and makes no code of what is indented", () => {
    assert.equal(tooltip("A title", "One line").value, "**A title**\n\nOne line");
    assert.doesNotMatch(tooltip("A title", "One line\n    another").value, /^ /m);
  });
});

describe("the view of opened links", () => {
  it("shows title, host and when, and leads back", () => {
    const shareId = "b".repeat(43);
    const link = { serviceUrl: "https://s.example", shareId, title: "", openedAt: now - 2 * DAY };
    const row = openedRow(link, now);
    assert.equal(row.item.label, "Untitled session");
    assert.equal(row.item.description, "s.example · 2d ago");
    assert.equal(row.item.contextValue, "opened");
    assert.equal(row.target.link, `https://s.example/share/${shareId}`);
  });
});
