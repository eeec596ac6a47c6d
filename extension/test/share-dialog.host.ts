import assert from "node:assert/strict";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { ServiceError } from "../../client/service-error.ts";
import { until } from "../../engine/testing/until.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { DAY_MS } from "../../primitives/durations.ts";
import { parseShareLink } from "../../protocol/links.ts";
import type { PickStep, StepAnswer, StepLine, TextStep } from "../ui/shown/ask-step.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

const BACK = { kind: "back" } as const;
type Reply = string | typeof BACK | undefined;

/** Lines, as a person reads them. */
const wordsOf = (lines: readonly StepLine<unknown>[]) =>
  lines.map((line) =>
    "heading" in line ? line.heading : [line.label, line.description, line.detail].join(" "),
  );

describe("the share dialog in a real VS Code", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let original: Record<"confirm" | "notify" | "pick" | "text" | "pickSession", unknown>;
  /** What the dialog asked: titles with counts, and each list's lines. */
  let asked: string[];
  let shown: (readonly string[])[];
  let notified: string[];
  let confirmed: number;
  let replies: Reply[];

  const run = (command: string, argument?: string) =>
    vscode.commands.executeCommand(`opencode.${command}`, argument);
  /** Answers the steps in turn: a line's words, going back, or leaving. */
  const walk = async (command: string, answers: readonly Reply[], argument?: string) => {
    replies = [...answers];
    await run(command, argument);
    assert.deepEqual(replies, [], "every answer was asked for");
  };
  const record = () => app.registry.ofSession(sessionId);
  const held = async () => {
    const { shareId = "", serviceUrl = "" } = record() ?? {};
    return (await new ServiceClient(serviceUrl).read(shareId)).share;
  };
  const daysLeft = async () => {
    const { expiresAt } = await held();
    return expiresAt === null ? undefined : Math.round((expiresAt - Date.now()) / DAY_MS);
  };
  const setMode = (value: string | undefined) =>
    vscode.workspace.getConfiguration("opencode").update("share", value, vscode.ConfigurationTarget.Global);

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    original = { ...app.dialogs };
  });

  after(() => {
    Object.assign(app.dialogs, original);
    storage.close();
  });

  beforeEach(async () => {
    [asked, shown, notified, confirmed, replies] = [[], [], [], 0, []];
    const heading = ({
      title,
      count,
    }: {
      title: string;
      count?: { step: number; of: number } | undefined;
    }) => (count ? `${title} ${count.step}/${count.of}` : title);
    app.dialogs.pick = async <T>(step: PickStep<T>): Promise<StepAnswer<T>> => {
      const lines = await (step.later ?? step.lines);
      asked.push(heading(step));
      shown.push(wordsOf(lines));
      const reply = replies.shift();
      if (typeof reply !== "string") return reply;
      const line = lines.find((it) => "value" in it && it.label.includes(reply));
      assert.ok(line && "value" in line && line.value !== undefined, `“${reply}” can be chosen`);
      return { kind: "chosen", value: line.value };
    };
    app.dialogs.text = async (step: TextStep) => {
      asked.push(heading(step));
      const reply = replies.shift();
      if (typeof reply !== "string") return reply;
      assert.equal(step.validate(reply), undefined);
      return { kind: "chosen", value: reply };
    };
    app.dialogs.pickSession = async (sessions) => sessions.find(({ id }) => id === sessionId);
    app.dialogs.notify = async (_severity, message) => {
      notified.push(message);
      return undefined;
    };
    app.dialogs.confirm = async () => {
      confirmed += 1;
      return true;
    };
    await app.memory.update("share.options", undefined);
    await app.memory.update("services.consents", undefined);
    sessionId = storage.createSession({ directory: workspace, title: "The parser" });
    storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Hello"));
  });

  afterEach(async () => {
    await setMode(undefined);
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
  });

  it("shares at once, as the settings say, after the question that comes once", async () => {
    await walk("shareSession", ["Share now — 30 days, live"]);
    assert.equal(await daysLeft(), 30);
    assert.equal((await held()).mode, "live");
    assert.equal(confirmed, 1);
  });

  it("leads step by step to a review that says everything, and asks nothing more", async () => {
    await walk("shareSession", ["Choose how long", "7 days", "Snapshot", "Share"]);
    assert.deepEqual(asked, [
      "Share “The parser”",
      "Share “The parser” 1/3",
      "Share “The parser” 2/3",
      "Share “The parser” 3/3",
    ]);
    const review = shown.at(-1)?.join("\n") ?? "";
    for (const fact of [
      "The parser  1 message, 1 part",
      "Every prompt, answer, tool call and tool output",
      app.settings.serviceUrl() ?? "-",
      "Anyone with the link",
      "a service with sign-in",
      "7 days until ",
      "Snapshot",
    ])
      assert.ok(review.includes(fact), `the review says “${fact}”:\n${review}`);
    assert.equal(await daysLeft(), 7);
    assert.equal((await held()).mode, "snapshot");
    assert.equal(confirmed, 0);
    assert.notEqual(app.services.consentedAt(app.settings.serviceUrl() ?? ""), undefined);
  });

  it("leads back step by step, to the list of sessions in the end", async () => {
    let lists = 0;
    app.dialogs.pickSession = async (sessions) => {
      lists += 1;
      return sessions.find(({ id }) => id === sessionId);
    };
    await walk("shareSession", ["Choose how long", "7 days", BACK, "90 days", BACK, BACK, BACK, undefined]);
    assert.equal(lists, 2);
    assert.equal(record(), undefined);
  });

  it("takes a date of one's own, and lets the review change an answer", async () => {
    const at = new Date(Date.now() + 400 * DAY_MS);
    const day = `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
    const toDate = ["Choose how long", "Custom date", BACK, "Custom date", day, "Snapshot"];
    await walk("shareSession", [...toDate, "Snapshot", "Live", "Share"]);
    const ends = new Date((await held()).expiresAt ?? 0);
    assert.deepEqual([ends.toDateString(), ends.getHours()], [at.toDateString(), 23]);
    assert.equal((await held()).mode, "live");
  });

  for (const answers of [
    [],
    ["Choose how long"],
    ["Choose how long", "Custom date"],
    ["Choose how long", "Never"],
    ["Choose how long", "Never", "Live"],
  ])
    it(`leaves nothing when it is left after ${answers.length} answers: ${answers.join(", ")}`, async () => {
      await vscode.env.clipboard.writeText("untouched");
      await walk("shareSession", [...answers, undefined]);
      assert.equal(record(), undefined);
      assert.equal(await vscode.env.clipboard.readText(), "untouched");
      assert.equal(app.services.consentedAt(app.settings.serviceUrl() ?? ""), undefined);
      assert.equal(app.memory.get("share.options"), undefined);
    });

  it("shares nothing when the question that comes once is refused", async () => {
    app.dialogs.confirm = async () => false;
    await walk("shareSession", ["Share now"]);
    assert.equal(record(), undefined);
  });

  it("offers the last answers the next time, and takes them for a session that is named", async () => {
    await walk("shareSession", ["Choose how long", "Never", "Snapshot", "Share"]);
    await app.sharing.unshare(record()?.shareId ?? "");
    await walk("shareSession", [undefined]);
    assert.match(shown.at(-1)?.[0] ?? "", /Share now — never expires, snapshot/);
    await walk("shareSession", [], sessionId);
    const { expiresAt, mode } = await held();
    assert.deepEqual({ expiresAt, mode }, { expiresAt: null, mode: "snapshot" });
  });

  describe("afterwards", () => {
    let shareId: string;
    beforeEach(async () => {
      await walk("shareSession", ["Share now"]);
      shareId = record()?.shareId ?? "";
      notified = [];
    });

    for (const [line, days] of [
      ["7 days", 7],
      ["90 days", 90],
      ["Never", undefined],
    ] as const)
      it(`lets it end otherwise: ${line}`, async () => {
        await walk("changeShare", ["How Long", BACK, "How Long", line], shareId);
        assert.equal(await daysLeft(), days);
        assert.equal(record()?.expiresAt, (await held()).expiresAt);
        assert.match(notified.join(), /“The parser” is now shared until/);
      });

    it("makes it a snapshot, which stays as it is, and live again, which catches up", async () => {
      const texts = async () =>
        JSON.stringify(await new ServiceClient(record()?.serviceUrl ?? "").read(shareId));
      await walk("changeShare", ["Make It a Snapshot"], shareId);
      assert.equal((await held()).mode, "snapshot");
      storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Later"));
      const other = storage.createSession({ directory: workspace, title: "Another" });
      storage.putPart(other, storage.putMessage(other, userMessage()), textPart("Of another"));
      await run("shareSession", other);
      assert.ok(!(await texts()).includes("Later"));
      await walk("changeShare", ["Make It Live"], shareId);
      await until(async () => (await texts()).includes("Later"));
    });

    it("does not make a snapshot live where sharing is disabled", async () => {
      await walk("changeShare", ["Make It a Snapshot"], shareId);
      await setMode("disabled");
      await walk("changeShare", ["Make It Live"], shareId);
      assert.equal((await held()).mode, "snapshot");
      assert.match(notified.join("\n"), /Sharing is disabled here/);
    });

    it("copies the link, unshares, or leaves everything as it is", async () => {
      const before = await held();
      await walk("changeShare", [undefined], shareId);
      await walk("changeShare", ["How Long", undefined], shareId);
      assert.deepEqual(await held(), before);
      await walk("changeShare", ["Copy Link"], shareId);
      assert.equal(parseShareLink(await vscode.env.clipboard.readText())?.shareId, shareId);
      const { serviceUrl = "" } = record() ?? {};
      await walk("changeShare", ["Unshare"], shareId);
      await assert.rejects(new ServiceClient(serviceUrl).read(shareId), ServiceError);
    });

    it("is a click away from the notification", async () => {
      let opened = 0;
      app.dialogs.notify = async (_severity, _message, ...answers) => answers.find((it) => it === "Change");
      app.dialogs.pick = async () => {
        opened += 1;
        return undefined;
      };
      await run("shareSession", sessionId);
      await until(() => opened === 1);
    });
  });
});
