import assert from "node:assert/strict";
import * as vscode from "vscode";
import { OPEN_POLICY } from "../../engine/services/service-policies.ts";
import { until } from "../../engine/testing/until.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { amongPeople } from "./among-people.ts";
import { activeWindow } from "./this-editor.ts";

describe("choosing who may read in a real VS Code", () => {
  const { people, shown, notified, walk, as, record, signInAs } = amongPeople();
  let app: WindowParts;

  before(async () => {
    app = await activeWindow();
  });

  it("asks who may read, says why something is not allowed, and shows all of it in the review", async () => {
    await signInAs(0);
    const names = "bo, group:backend";
    const answers = ["Choose who", "People or groups", names, "Custom date", "60", "Live", "Share"];
    await walk("shareSession", answers);
    const host = new URL(people.url).host;
    const expiries = shown.find((lines) => lines.some((line) => line.includes("90 days"))) ?? [];
    assert.ok(expiries.includes(`[90 days — ${host} allows at most 60 days]`), expiries.join("\n"));
    assert.ok(expiries.includes(`[Never — ${host} allows at most 60 days]`), expiries.join("\n"));
    const review = shown.at(-1) ?? [];
    assert.ok(review.includes("People or groups — bo, backend"), review.join("\n"));
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
    assert.ok(shown.at(-1)?.includes("With a password"));
    await assert.rejects(as(2).read(record()?.shareId ?? ""), /has a password/);
    assert.doesNotMatch(JSON.stringify(app.memory.get("share.options")), /horse/);
  });

  it("counts openings when that is chosen, in the review or afterwards", async () => {
    await signInAs(0);
    const counted = ["Choose who", "Anyone", "7 days", "Live", "any number of times", "once", "Share"];
    await walk("shareSession", counted);
    assert.ok(shown.at(-1)?.includes("Can be opened once"));
    const { shareId = "" } = record() ?? {};
    await assert.rejects(as(1).read(shareId), { code: "open_required" });
    await as(1).open(shareId, undefined);
    await assert.rejects(as(2).open(shareId, undefined), { code: "expired" });
    await walk("changeShare", ["How Often", "Another number", "2"], shareId);
    assert.ok(notified.at(-1)?.includes("Can be opened 2 times"));
    const { access } = await as(0).info({ shareId });
    assert.deepEqual([access?.views, access?.maxViews], [1, 3]);
    await walk("changeShare", ["How Often", "any number"], shareId);
    assert.ok(
      shown.some((lines) => lines.includes("Change How Often It Can Be Opened… — 1 of 3 openings used")),
    );
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
    await walk("changeShare", ["Set a Password", "generated"], shareId);
    assert.deepEqual(
      shown.at(-1)?.filter((line) => /no password|remove/i.test(line)),
      [],
    );
    await assert.rejects(as(1).read(shareId), /has a password/);
    await as(1).open(shareId, await vscode.env.clipboard.readText());
    await walk("changeShare", ["Change or Remove the Password", "Remove the password"], shareId);
    assert.ok(shown.at(-2)?.includes("Change or Remove the Password… — has a password"));
    assert.match(notified.at(-1) ?? "", /no longer has a password/);
    await as(2).read(shareId);
    await walk("changeShare", ["Extend 30 Days"], shareId);
    const { share } = await as(0).info({ shareId });
    assert.ok((share.expiresAt ?? 0) > Date.now() + 43 * DAY_MS);
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
});
