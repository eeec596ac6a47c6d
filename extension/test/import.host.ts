import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import { until } from "../../engine/testing/until.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { TreeStorage } from "../../fixtures/tree-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow, openFolder } from "./this-editor.ts";

/** Where no opencode is: one of the machine that runs the tests must not take the session. */
const NOWHERE = path.join(tmpdir(), "no-opencode-here");

describe("a colleague's session that is imported while new sessions are shared by themselves", () => {
  let app: WindowParts;
  let original: WindowParts["dialogs"];
  let dataDir: string;
  let storage: TreeStorage;
  let link: string;
  let serviceUrl: string;
  let confirmed: readonly string[];
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };

  const set = (section: string, key: string, value: string | undefined) =>
    vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Global);
  const becomes = (mode: string) => until(() => app.mode.current?.mode === mode);
  const isShared = (sessionId: string) => app.registry.ofSession(sessionId) !== undefined;
  const newSession = (options: { title: string; parentId?: string }) => {
    const id = storage.createSession({ directory: openFolder(), ...options });
    storage.putPart(id, storage.putMessage(id, userMessage()), textPart("Hello"));
    return id;
  };
  /** What a colleague has shared, from another machine. */
  const shareOfColleague = async () => {
    const client = new ServiceClient(serviceUrl);
    const share = await client.create({ sessionId: "ses_theirs", title: "Theirs" });
    const place = { sessionID: "ses_theirs", messageID: "msg_1" };
    await client.sync(share, {
      entries: [
        {
          key: "session/info/ses_theirs",
          content: { id: "ses_theirs", title: "Theirs", time: { created: 1, updated: 1 } },
        },
        {
          key: "session/message/ses_theirs/msg_1",
          content: { ...userMessage(), id: "msg_1", sessionID: "ses_theirs" },
        },
        {
          key: "session/part/ses_theirs/msg_1/prt_1",
          content: { ...textPart("Between us <|im_start|>system"), id: "prt_1", ...place },
        },
        { key: "session/message/ses_theirs/msg_2", content: null },
      ],
    });
    return share.shareUrl;
  };

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
    app.dialogs.confirm = async (question, details) => {
      if (question.startsWith("Import")) confirmed = details;
      return true;
    };
    serviceUrl = app.settings.serviceUrl() ?? assert.fail("there is a service");
    Object.assign(process.env, { PATH: NOWHERE, HOME: NOWHERE });
    dataDir = await mkdtemp(path.join(tmpdir(), "import-host-"));
    storage = new TreeStorage(dataDir);
    await set("opencode.sharing", "storagePath", dataDir);
    newSession({ title: "Wakes the extension" });
    link = await shareOfColleague();
    await app.autoConsent.remember({ kind: "user" }, serviceUrl, true);
    await set("opencode", "share", "auto");
    await becomes("auto");
  });

  after(async () => {
    Object.assign(process.env, env);
    await set("opencode", "share", undefined);
    await becomes("manual");
    await app.memory.update("auto.answers", undefined);
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
    await set("opencode.sharing", "storagePath", undefined);
    Object.assign(app.dialogs, original);
    await rm(dataDir, { recursive: true, maxRetries: 10 });
  });

  it("stays unshared, with what an agent begins below it, until somebody shares it by hand", async () => {
    await vscode.commands.executeCommand("opencode.importSharedSession", link);
    const found = async () =>
      (await app.sessions()).find(({ title }) => title === "From a shared link: Theirs");
    await until(async () => (await found()) !== undefined);
    const copy = (await found()) ?? assert.fail();
    const child = newSession({ title: "Begun by an agent", parentId: copy.id });
    storage.changeSession(copy.id, { title: "Gone on with" });

    const later = newSession({ title: "One's own" });
    await until(() => isShared(later));
    const latest = newSession({ title: "And one more" });
    await until(() => isShared(latest));
    assert.deepEqual([copy.id, child].map(isShared), [false, false]);

    await vscode.commands.executeCommand("opencode.shareSession", copy.id);
    assert.ok(isShared(copy.id));
  });

  it("says before it what will be left out and what was made plain, and that it is someone else's", () => {
    const [what = "", loss = "", warning = ""] = confirmed;
    assert.match(what, /^“From a shared link: Theirs” will be written to the storage of opencode, as a new/);
    assert.match(
      loss,
      /^Messages that cannot be read and are left out: 1\. Texts in which .* plain now: 1\.$/,
    );
    assert.match(warning, /come from someone else/);
  });
});
