import assert from "node:assert/strict";
import * as vscode from "vscode";
import { until } from "../../engine/testing/until.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { amongPeople } from "./among-people.ts";
import { activeWindow } from "./this-editor.ts";

describe("opening what not everybody may read in a real VS Code", () => {
  const { people, asked, notified, run, reply, as, signInAs, shareElsewhere } = amongPeople();
  let app: WindowParts;

  before(async () => {
    app = await activeWindow();
  });

  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));

  it("opens a session of the organisation after a sign-in", async () => {
    const { shareUrl } = await shareElsewhere(0);
    reply("Paste", people.tokens[1]);
    await run("openSharedSession", shareUrl);
    await until(() => tabs().includes("On the other machine"));
    assert.match(asked.join("\n"), /Sign in to/);
  });

  it("opens a session with its password, and says when that is wrong", async () => {
    const { shareUrl } = await shareElsewhere(0, { audience: "link", password: "correct horse" });
    reply("wrong horse", "correct horse");
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
});
