import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { WindowParts } from "../ui/window-parts.ts";
import { amongPeople } from "./among-people.ts";
import { activeWindow } from "./this-editor.ts";

describe("signing in with a personal token in a real VS Code", () => {
  const { people, asked, notified, run, walk, as, record } = amongPeople();
  let app: WindowParts;

  before(async () => {
    app = await activeWindow();
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
});
