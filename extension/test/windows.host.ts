import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as vscode from "vscode";
import { ServiceClient } from "../../client/service-client.ts";
import type { LocalShare } from "../../engine/registry/local-share.ts";
import { writeWhole } from "../../engine/registry/write-file.ts";
import { until } from "../../engine/testing/until.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

describe("this window beside others", () => {
  let app: WindowParts;
  let storage: SqliteStorage;
  let workspace: string;
  let sessionId: string;
  let client: ServiceClient;

  const folder = () => app.context.globalStorageUri.fsPath;
  const recordFile = (shareId: string) => path.join(folder(), "shares", `${shareId}.json`);
  const leaseFile = (shareId: string) => path.join(folder(), "leases", `${shareId}.lease`);
  const active = () => app.sharing.ofSession(sessionId);
  const heldTexts = async (shareId: string) => JSON.stringify((await client.read(shareId)).entries);

  const shareHere = async () => {
    await vscode.commands.executeCommand("opencode.shareSession", sessionId);
    const record = app.registry.ofSession(sessionId);
    assert.ok(record);
    return record;
  };

  /** As another window of this user makes a share; that window has the lease, and will be dead. */
  const shareElsewhere = async (): Promise<LocalShare> => {
    const { shareId, shareUrl, secret, expiresAt } = await client.create({ sessionId, title: "A session" });
    const record: LocalShare = {
      shareId,
      sessionId,
      serviceUrl: client.serviceUrl,
      shareUrl,
      title: "A session",
      directory: workspace,
      createdAt: Date.now(),
      expiresAt,
      phase: "shared",
    };
    await app.context.secrets.store(`share.${shareId}`, secret);
    for (const file of [recordFile(shareId), leaseFile(shareId)])
      await mkdir(path.dirname(file), { recursive: true });
    await writeFile(leaseFile(shareId), '{"holder":"another-window","note":""}');
    await writeWhole(recordFile(shareId), JSON.stringify(record));
    return record;
  };

  before(async () => {
    workspace = openFolder();
    storage = new SqliteStorage(opencodeData());
    app = await activeWindow();
    app.dialogs.confirm = async () => true;
    client = new ServiceClient(app.settings.serviceUrl() ?? "");
  });

  after(() => storage.close());

  beforeEach(() => {
    sessionId = storage.createSession({ directory: workspace, title: "A session" });
    const messageId = storage.putMessage(sessionId, { role: "user", time: { created: Date.now() } });
    storage.putPart(sessionId, messageId, { type: "text", text: "Hello" });
  });

  afterEach(async () => {
    for (const { shareId } of app.registry.list()) await app.sharing.unshare(shareId);
    storage.removeSession(sessionId);
  });

  it("remembers a share in the global storage, for this user's eyes, without its secret", async () => {
    const { shareId } = await shareHere();
    const text = await readFile(recordFile(shareId), "utf8");
    assert.equal(JSON.parse(text).sessionId, sessionId);
    const secret = await app.context.secrets.get(`share.${shareId}`);
    assert.ok(secret && !text.includes(secret));
    if (process.platform !== "win32") assert.equal((await stat(recordFile(shareId))).mode & 0o777, 0o600);
    await app.sharing.unshare(shareId);
    assert.ok(!(await readdir(path.join(folder(), "shares"))).includes(`${shareId}.json`));
  });

  it("shows a share of another window as soon as it is there, and no longer than it is", async () => {
    const { shareId } = await shareElsewhere();
    await until(() => active()?.isElsewhere === true);
    assert.equal(active()?.status.phase, "synced");
    await rm(recordFile(shareId));
    await until(() => active() === undefined && app.registry.get(shareId) === undefined);
    await rm(leaseFile(shareId));
  });

  it("goes on with a share when the other window is dead", async () => {
    const { shareId } = await shareElsewhere();
    await until(() => active()?.isElsewhere === true);
    await until(() => active()?.isElsewhere === false);
    await until(async () => (await heldTexts(shareId)).includes("Hello"));
  });

  it("stops and deletes its share when another window asks for that", async () => {
    const record = await shareHere();
    await writeWhole(
      recordFile(record.shareId),
      JSON.stringify({ ...app.registry.get(record.shareId), phase: "ending" }),
    );
    await until(() => app.registry.get(record.shareId) === undefined);
    await assert.rejects(client.read(record.shareId), { code: "revoked" });
  });

  it("reads another storage as soon as the setting names it", async () => {
    const record = await shareHere();
    const elsewhere = await mkdtemp(path.join(tmpdir(), "other-storage-"));
    const other = new SqliteStorage(elsewhere);
    const settings = vscode.workspace.getConfiguration("opencode.sharing");
    try {
      other.createSession({ id: sessionId, directory: workspace, title: "A session" });
      const messageId = other.putMessage(sessionId, { role: "user", time: { created: Date.now() } });
      other.putPart(sessionId, messageId, { type: "text", text: "From the other storage" });
      await settings.update("storagePath", elsewhere, vscode.ConfigurationTarget.Global);
      await until(async () => (await heldTexts(record.shareId)).includes("From the other storage"));
      assert.equal(app.location.dataDir, elsewhere);
      assert.equal((await app.sessions()).length, 1);
    } finally {
      await settings.update("storagePath", undefined, vscode.ConfigurationTarget.Global);
      other.close();
      await rm(elsewhere, { recursive: true, maxRetries: 10 });
    }
    await until(async () => (await heldTexts(record.shareId)).includes("Hello"));
  });
});
