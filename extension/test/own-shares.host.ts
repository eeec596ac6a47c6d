import assert from "node:assert/strict";
import * as vscode from "vscode";
import type { LocalShare } from "../../engine/registry/local-share.ts";
import { credentialsOf } from "../../engine/services/credentials.ts";
import { until } from "../../engine/testing/until.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import { ShareFacts } from "../ui/views/share-facts.ts";
import { shareRows } from "../ui/views/share-rows.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { amongPeople } from "./among-people.ts";
import { iconOf, labels } from "./seen-rows.ts";
import { activeWindow } from "./this-editor.ts";

describe("somebody's own shares in a real VS Code", () => {
  const { people, run, walk, as, record, signInAs, shareElsewhere } = amongPeople();
  let app: WindowParts;

  before(async () => {
    app = await activeWindow();
  });

  const rowsOfShares = async () => {
    await app.remote.load();
    const facts = new ShareFacts({
      credentialsOf: (share) => credentialsOf(app, share),
      clientOf: app.clientOf,
      onDidChange() {},
    });
    await facts.load([...app.registry.list(), ...app.remote.list()]);
    return shareRows({ ...app, facts, hasSession: () => undefined });
  };

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
    assert.equal(iconOf(row), "organization");
    socket.close();
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
    const old: Partial<LocalShare> = { createdAt: Date.now() - 20 * DAY_MS, expiresAt: soon };
    await app.registry.update(shareId, old);
    await until(() => (record()?.expiresAt ?? 0) > Date.now() + 29 * DAY_MS);
    await app.registry.refresh();
    assert.equal(reminders, 1);
  });
});
