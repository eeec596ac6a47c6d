import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { OPEN_POLICY } from "../sharing/service-policies.ts";
import type { ShareRecord } from "../sharing/share-registry.ts";
import { until } from "../sharing/testing/until.ts";
import type { App } from "../ui/app.ts";
import type { PickStep, StepAnswer, StepLine, TextStep } from "../ui/ask-step.ts";
import type { Row } from "../ui/views/rows-tree.ts";
import { ShareFacts } from "../ui/views/share-facts.ts";
import { shareRows } from "../ui/views/share-rows.ts";
import { activeApp, opencodeData, openFolder } from "./this-editor.ts";

const DAY_MS = 86_400_000;

/** Lines, as a person reads them; what cannot be chosen is in brackets. */
const wordsOf = (lines: readonly StepLine<unknown>[]) =>
  lines.map((line) => {
    if ("heading" in line) return line.heading;
    const words = [line.label, line.description, line.detail].filter(Boolean).join(" — ");
    return line.value === undefined ? `[${words}]` : words;
  });
const labels = (rows: readonly Row[] = []) => rows.map(({ item }) => item.label);

describe("people and their shares in a real VS Code", () => {
  let app: App;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let people: { readonly url: string; readonly tokens: readonly [string, string, string, string] };
  let original: App["dialogs"];
  let serviceUrl: App["settings"]["serviceUrl"];
  let shown: (readonly string[])[];
  let asked: string[];
  let notified: string[];
  /** Answers to the steps, in turn: a line's words, or a text. */
  let replies: (string | undefined)[];

  const run = (command: string, argument?: string) =>
    vscode.commands.executeCommand(`opencode.${command}`, argument);
  const walk = async (command: string, answers: readonly (string | undefined)[], argument?: string) => {
    replies = [...answers];
    await run(command, argument);
    assert.deepEqual(replies, [], "every answer was asked for");
  };
  const as = (person: 0 | 1 | 2 | 3) => new ServiceClient(people.url, { token: () => people.tokens[person] });
  const record = () => app.registry.ofSession(sessionId);
  const signInAs = async (person: 0 | 1 | 2) => {
    replies = ["Paste", people.tokens[person]];
    await run("signIn");
  };
  /** A share of somebody's that this machine knows nothing of. */
  const shareElsewhere = async (person: 0 | 1 | 2, request: object = {}) =>
    as(person).create({ sessionId: "ses_elsewhere", title: "On the other machine", ...request });
  const rowsOfShares = async () => {
    await app.remote.load();
    const facts = new ShareFacts({
      secret: (shareId) => app.registry.secret(shareId),
      isSignedIn: app.isSignedIn,
      clientOf: app.clientOf,
      onDidChange() {},
    });
    await facts.load([...app.registry.list(), ...app.remote.list()]);
    return shareRows({ ...app, facts, hasSession: () => undefined });
  };
  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

  before(async () => {
    const dataHome = process.env.XDG_DATA_HOME ?? "";
    people = JSON.parse(readFileSync(path.join(dataHome, "../people.json"), "utf8"));
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeApp();
    original = { ...app.dialogs };
    serviceUrl = app.settings.serviceUrl;
    app.settings.serviceUrl = () => people.url;
  });

  after(() => {
    Object.assign(app.dialogs, original);
    app.settings.serviceUrl = serviceUrl;
    storage.close();
  });

  beforeEach(async () => {
    [shown, asked, notified, replies] = [[], [], [], []];
    app.dialogs.pick = async <T>(step: PickStep<T>): Promise<StepAnswer<T>> => {
      const lines = await (step.later ?? step.lines);
      shown.push(wordsOf(lines));
      const reply = replies.shift();
      if (reply === undefined) return undefined;
      const line = lines.find((it) => "value" in it && it.label.includes(reply));
      assert.ok(line && "value" in line && line.value !== undefined, `“${reply}” in ${wordsOf(lines)}`);
      return { kind: "chosen", value: line.value };
    };
    app.dialogs.text = async (step: TextStep) => {
      asked.push(step.prompt);
      const reply = replies.shift();
      if (reply === undefined) return undefined;
      assert.equal(step.validate(reply), undefined);
      return { kind: "chosen", value: reply };
    };
    app.dialogs.pickSession = async (sessions) => sessions.find(({ id }) => id === sessionId);
    app.dialogs.notify = async (_severity, message) => {
      notified.push(message);
      return undefined;
    };
    app.dialogs.confirm = async (question) => {
      asked.push(question);
      return true;
    };
    await app.memory.update("share.options", undefined);
    await app.memory.update("services.consents", { [people.url]: 1 });
    await app.policies.refresh(people.url);
    sessionId = storage.createSession({ directory: workspace, title: "The parser" });
    storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Hello"));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
    for (const person of [0, 1, 2] as const)
      for (const { shareId } of await as(person).listShares()) await as(person).remove({ shareId });
    for (const { id } of await app.signedIn.list()) await app.signedIn.remove(id);
    storage.removeSession(sessionId);
  });

  it("signs in with a personal token, shows it to the Accounts menu, and ends it by signing out", async () => {
    await walk("signIn", ["Paste", people.tokens[3]]);
    const [session] = await app.signedIn.list();
    assert.equal(session?.account.label, `Ada (${new URL(people.url).host})`);
    assert.match(notified.join(), /signed in as Ada/);
    const remembered = app.context.globalState.keys().map((key) => app.context.globalState.get(key));
    assert.ok(!JSON.stringify(remembered).includes(people.tokens[3]));
    const accounts = await vscode.authentication.getAccounts("opencode-share");
    assert.deepEqual(
      accounts.map(({ label }) => label),
      [session?.account.label],
    );
    await run("signOut");
    assert.deepEqual(await app.signedIn.list(), []);
    assert.deepEqual(await vscode.authentication.getAccounts("opencode-share"), []);
    await assert.rejects(as(3).listShares(), { code: "unauthorized" });
  });

  it("says that a token is not taken, and asks again", async () => {
    const unknown = `ocs_pat_${"x".repeat(43)}`;
    await walk("signIn", ["Paste", unknown, people.tokens[1]]);
    assert.match(asked[1] ?? "", /unknown or was revoked/);
    assert.match((await app.signedIn.of(people.url))?.account.label ?? "", /^bo /);
  });

  it("asks calmly to sign in before it shares, and goes on afterwards", async () => {
    await walk("shareSession", ["Paste", people.tokens[0], "Share now — 14 days, live"]);
    assert.deepEqual(asked[0], `Sign in to ${new URL(people.url).host}?`);
    assert.equal(record()?.audience, "org");
    assert.equal((await as(1).read(record()?.shareId ?? "")).share.title, "The parser");
  });

  it("shares nothing when nobody wants to sign in", async () => {
    app.dialogs.confirm = async () => false;
    await walk("shareSession", []);
    assert.equal(record(), undefined);
  });

  it("asks who may read, says why something is not allowed, and shows all of it in the review", async () => {
    await signInAs(0);
    const names = "bo, group:backend";
    const answers = ["Choose who", "People or groups", names, "Custom date", "60", "Live", "Share"];
    await walk("shareSession", answers);
    const host = new URL(people.url).host;
    const expiries = shown.find((lines) => lines.some((line) => line.includes("90 days"))) ?? [];
    assert.ok(
      expiries.includes(`[$(calendar) 90 days — ${host} allows at most 60 days]`),
      expiries.join("\n"),
    );
    assert.ok(expiries.includes(`[$(dash) Never — ${host} allows at most 60 days]`), expiries.join("\n"));
    const review = shown.at(-1) ?? [];
    assert.ok(review.includes("$(person) People or groups — bo, backend"), review.join("\n"));
    assert.equal(record()?.audience, "people");
    const info = await as(0).info({ shareId: record()?.shareId ?? "" });
    assert.deepEqual([info.access.people, info.access.groups], [["bo"], ["backend"]]);
    assert.doesNotMatch(JSON.stringify(app.memory.get("share.options")), /bo|backend/);
  });

  it("takes a password from the review, and passes it on with the link", async () => {
    await signInAs(0);
    let offered: readonly string[] = [];
    app.dialogs.notify = async (_severity, message, ...answers) => {
      notified.push(message);
      if (!message.includes("is shared")) return undefined;
      offered = answers;
      return "Copy Password";
    };
    const answers = ["Choose who", "Anyone", "7 days", "Live", "No password", "of your own", "correct horse"];
    await walk("shareSession", [...answers, "Share"]);
    assert.ok(offered.includes("Copy Password"));
    await until(async () => (await vscode.env.clipboard.readText()) === "correct horse");
    assert.ok(shown.at(-1)?.includes("$(key) With a password"));
    await assert.rejects(as(2).read(record()?.shareId ?? ""), /has a password/);
    assert.doesNotMatch(JSON.stringify(app.memory.get("share.options")), /horse/);
  });

  it("counts openings when that is chosen, in the review or afterwards", async () => {
    await signInAs(0);
    const counted = ["Choose who", "Anyone", "7 days", "Live", "any number of times", "once", "Share"];
    await walk("shareSession", counted);
    assert.ok(shown.at(-1)?.includes("$(eye) Can be opened once"));
    const { shareId = "" } = record() ?? {};
    await assert.rejects(as(1).read(shareId), { code: "open_required" });
    await as(1).open(shareId, undefined);
    await assert.rejects(as(2).open(shareId, undefined), { code: "expired" });
    await walk("changeShare", ["How Often", "Another number", "2"], shareId);
    assert.ok(notified.at(-1)?.includes("Can be opened 2 times"));
    const { access } = await as(0).info({ shareId });
    assert.deepEqual([access?.views, access?.maxViews], [1, 3]);
    await walk("changeShare", ["How Often", "any number"], shareId);
    await as(2).read(shareId);
  });

  it("changes who may read, the password and the end afterwards", async () => {
    await signInAs(0);
    await walk("shareSession", ["Share now"]);
    const { shareId = "" } = record() ?? {};
    await walk("changeShare", ["Who Can Read", "Only me"], shareId);
    assert.equal(record()?.audience, "me");
    await assert.rejects(as(1).read(shareId), /not shared with you/);
    await walk("changeShare", ["Who Can Read", "Anyone"], shareId);
    await walk("changeShare", ["Password", "generated"], shareId);
    await assert.rejects(as(1).read(shareId), /has a password/);
    await as(1).open(shareId, await vscode.env.clipboard.readText());
    await walk("changeShare", ["Extend 30 Days"], shareId);
    const { share } = await as(0).info({ shareId });
    assert.ok((share.expiresAt ?? 0) > Date.now() + 43 * DAY_MS);
  });

  it("lists what was shared on another machine, which can be copied, extended and ended here", async () => {
    await signInAs(0);
    const { shareId, shareUrl } = await shareElsewhere(0, { expiresInDays: 7 });
    await shareElsewhere(1);
    const [row, ...others] = await rowsOfShares();
    assert.deepEqual(labels(others), []);
    assert.equal(row?.item.label, "On the other machine");
    assert.match(String(row?.item.description), /^from another machine · ends/);
    assert.equal(row?.item.contextValue, "share.remote");
    assert.ok(labels(row?.children).includes("My organisation"));
    await run("copyShareLink", shareId);
    assert.equal(await vscode.env.clipboard.readText(), shareUrl);
    await walk("changeShare", ["Extend 30 Days"], shareId);
    assert.ok(((await as(0).read(shareId)).share.expiresAt ?? 0) > Date.now() + 30 * DAY_MS);
    await run("unshareSession", shareId);
    await assert.rejects(as(0).read(shareId), /stopped sharing/);
    assert.deepEqual(await rowsOfShares(), []);
  });

  it("offers to sign in where that would show more shares", async () => {
    const [row] = await rowsOfShares();
    assert.equal(row?.item.label, `Sign in to ${new URL(people.url).host}`);
    assert.equal(row?.item.command?.command, "opencode.signIn");
    await signInAs(0);
    assert.deepEqual(await rowsOfShares(), []);
  });

  it("names who has read a share", async () => {
    await signInAs(0);
    await walk("shareSession", ["Share now"]);
    const { shareId = "" } = record() ?? {};
    const client = as(1);
    const socket = new WebSocket(client.liveUrl(shareId, 0), { headers: await client.liveHeaders(shareId) });
    await until(async () => (await as(0).info({ shareId })).readers.length > 0);
    const [row] = await rowsOfShares();
    assert.ok(labels(row?.children).includes("Read by bo"), labels(row?.children).join());
    assert.ok(row);
    assert.equal((row.item.iconPath as vscode.ThemeIcon).id, "organization");
    socket.close();
  });

  it("opens a session of the organisation after a sign-in", async () => {
    const { shareUrl } = await shareElsewhere(0);
    replies = ["Paste", people.tokens[1]];
    await run("openSharedSession", shareUrl);
    await until(() => tabs().includes("On the other machine"));
    assert.match(asked.join("\n"), /Sign in to/);
  });

  it("opens a session with its password, and says when that is wrong", async () => {
    const { shareUrl } = await shareElsewhere(0, { audience: "link", password: "correct horse" });
    replies = ["wrong horse", "correct horse"];
    await run("openSharedSession", shareUrl);
    await until(() => tabs().includes("On the other machine"));
    assert.deepEqual(asked.slice(-2), [
      "This session has a password. Ask its owner for it.",
      "This is not the password. Check it and try again.",
    ]);
  });

  it("opens what is counted only at the word", async () => {
    const { shareId, shareUrl } = await shareElsewhere(0, { audience: "link", maxViews: 2 });
    let agrees = false;
    app.dialogs.confirm = async (question) => {
      asked.push(question);
      return agrees;
    };
    const views = async () => (await as(0).info({ shareId })).access.views;
    await run("openSharedSession", shareUrl);
    await until(() => asked.includes("Open the session now?"));
    assert.equal(await views(), 0);
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    agrees = true;
    await run("openSharedSession", shareUrl);
    await until(() => tabs().includes("On the other machine"));
    assert.equal(await views(), 1);
  });

  it("says in the service's words when a session is another organisation's", async () => {
    await signInAs(2);
    const { shareUrl } = await shareElsewhere(0);
    await run("openSharedSession", shareUrl);
    await until(() => notified.some((text) => text.includes("inside another organisation")));
  });

  it("forgets a session that is over, and asks to sign in again", async () => {
    const token = `ocs_pat_${"o".repeat(43)}`;
    const account = { id: "old", label: "Old" };
    await app.signedIn.add({ id: "old", serviceUrl: people.url, token, account });
    await walk("shareSession", ["Share now", "Paste", people.tokens[0]]);
    assert.equal(record()?.phase, "shared");
    assert.deepEqual(
      (await app.signedIn.list()).map(({ token: kept }) => kept),
      [people.tokens[0]],
    );
  });

  it("shares nothing where the service has turned sharing off, and names it", async () => {
    await signInAs(0);
    const heard = app.policies.heard.bind(app.policies);
    app.policies.heard = () => ({ ...OPEN_POLICY, sharing: false });
    try {
      await walk("shareSession", []);
      assert.equal(record(), undefined);
      assert.match(notified.join("\n"), /Sharing is disabled here by the service 127\.0\.0\.1/);
    } finally {
      app.policies.heard = heard;
      await app.mode.update();
    }
  });

  it("reminds once, a day before a share ends, and extends it at the word", async () => {
    await signInAs(0);
    await walk("shareSession", ["Share now"]);
    const { shareId = "" } = record() ?? {};
    let reminders = 0;
    app.dialogs.notify = async (_severity, message, ...answers) => {
      if (!message.startsWith("The share of “The parser” ends")) return undefined;
      reminders += 1;
      return answers.find((answer) => answer.startsWith("Extend"));
    };
    const soon = Date.now() + DAY_MS / 2;
    await as(0).update({ shareId }, { expiresAt: soon });
    const old: Partial<ShareRecord> = { createdAt: Date.now() - 20 * DAY_MS, expiresAt: soon };
    await app.registry.update(shareId, old);
    await until(() => (record()?.expiresAt ?? 0) > Date.now() + 29 * DAY_MS);
    await app.registry.refresh();
    assert.equal(reminders, 1);
  });
});
