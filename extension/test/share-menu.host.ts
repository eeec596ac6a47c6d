import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import type { LocalShare } from "../../engine/registry/local-share.ts";
import { until } from "../../engine/testing/until.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { answeredDialogs } from "./answered-dialogs.ts";
import { SharedHere } from "./shared-here.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

describe("a click on the share indicator", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let workspace: string;
  const { shown, asked, notified, run } = answeredDialogs();
  const menus: (readonly string[])[] = [];
  /** What is chosen of the next menu; undefined: nothing. */
  let choice: string | undefined;

  const newSession = (title: string) => {
    const id = storage.createSession({ directory: workspace, title });
    storage.putPart(id, storage.putMessage(id, userMessage()), textPart(`Words of ${title}`));
    return id;
  };
  const removeSessions = async () => {
    for (const { id } of await app.sessions()) storage.removeSession(id);
  };
  const setMode = (value: string | undefined) =>
    vscode.workspace.getConfiguration("opencode").update("share", value, vscode.ConfigurationTarget.Global);

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    // What other suites have left would be in the list.
    await removeSessions();
  });
  after(() => storage.close());

  beforeEach(async () => {
    menus.length = 0;
    choice = undefined;
    app.dialogs.menu = async (lines) => {
      const labels = lines.map((line) => ("heading" in line ? line.heading : line.label));
      menus.push(labels);
      return lines[labels.findIndex((label) => choice !== undefined && label.startsWith(choice))];
    };
    await app.memory.update("auto.answers", undefined);
  });
  afterEach(async () => {
    await setMode(undefined);
    await rm(path.join(workspace, "opencode.json"), { force: true });
    await until(() => app.mode.current?.mode === "manual");
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
    await removeSessions();
  });

  /** Chooses the line, says no and then yes. @returns what was asked */
  async function chooseTwice(record: LocalShare): Promise<readonly string[]> {
    const questions: string[] = [];
    let answer = false;
    app.dialogs.confirm = async (question) => {
      questions.push(question);
      return answer;
    };
    await run("showShareMenu");
    assert.ok(app.registry.at(record));
    answer = true;
    await run("showShareMenu");
    return questions;
  }

  it("leads to the choice of a session when nothing is shared", async () => {
    const ids = [newSession("One"), newSession("Two")];
    let offered: readonly string[] = [];
    app.dialogs.pickSession = async (sessions) => {
      offered = sessions.map(({ id }) => id);
      return undefined;
    };
    await run("showShareMenu");
    assert.deepEqual([...offered].sort(), ids.sort());
    assert.deepEqual(menus, []);
  });

  it("leads to the question how to share when there is one session", async () => {
    newSession("The only one");
    app.dialogs.pickSession = () => assert.fail("there is nothing to choose");
    await run("showShareMenu");
    assert.equal(shown.length, 1);
    assert.deepEqual(menus, []);
  });

  it("says what turned sharing off when it is off", async () => {
    newSession("Secret");
    await writeFile(path.join(workspace, "opencode.json"), JSON.stringify({ share: "disabled" }));
    await until(() => app.mode.current?.mode === "disabled");
    await run("showShareMenu");
    assert.deepEqual(notified, ["Sharing is disabled here by opencode.json."]);
    assert.deepEqual(menus, []);
  });

  it("asks before it unshares", async () => {
    const shared = await SharedHere.share(app, newSession("Shared"));
    choice = "Unshare";
    const questions = await chooseTwice(shared.record);
    assert.deepEqual(questions, ["Unshare “Shared”?", "Unshare “Shared”?"]);
    assert.equal(app.registry.at(shared.record), undefined);
  });

  it("asks before a share leaves the list whose link goes on, since nobody here can end it", async () => {
    const shared = await SharedHere.share(app, newSession("Out of hand"));
    const { shareId, serviceUrl } = shared.record;
    const secret = (await app.context.secrets.get(`share.${shareId}`)) ?? "";
    await app.context.secrets.delete(`share.${shareId}`);
    choice = "Remove from List";
    const questions = await chooseTwice(shared.record);
    assert.equal(app.registry.at(shared.record), undefined);
    assert.deepEqual(questions, Array(2).fill("Remove “Out of hand” from the list?"));
    await new ServiceClient(serviceUrl).remove({ shareId, secret });
  });

  it("lets who has agreed to automatic sharing withdraw that", async () => {
    await setMode("auto");
    await until(() => app.mode.folders.some(({ reading }) => reading.awaiting));
    choice = "Share New Sessions Automatically";
    await run("showShareMenu");
    await until(() => app.mode.current?.mode === "auto");
    assert.match(asked.join("\n"), /Share every new session through/);
    choice = "Stop Sharing New Sessions Automatically";
    await run("showShareMenu");
    await until(() => app.mode.current?.mode === "manual");
    assert.match(notified.join("\n"), /no longer shared automatically/);
    newSession("After that");
    await app.mode.update();
    assert.deepEqual(app.registry.list(), []);
  });
});
