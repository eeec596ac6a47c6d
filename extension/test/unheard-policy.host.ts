import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { OPEN_POLICY } from "../../engine/services/service-policies.ts";
import { until } from "../../engine/testing/until.ts";
import { textPart, userMessage } from "../../fixtures/session-content.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { answeredDialogs } from "./answered-dialogs.ts";
import { activeWindow, opencodeData, openFolder } from "./this-editor.ts";

describe("a service whose policy cannot be read, in a real VS Code", () => {
  const { notified, run } = answeredDialogs();
  let app: WindowParts;
  let storage: SqliteStorage;
  let sessionId: string;
  let serviceUrl: WindowParts["settings"]["serviceUrl"];
  let server: Server;
  let url: string;
  /** What it says at /api/policy, and what it was asked to create. */
  let policy: { readonly status: number; readonly body: object };
  let created: Record<string, unknown>[];

  before(async () => {
    app = await activeWindow();
    storage = new SqliteStorage(opencodeData());
    serviceUrl = app.settings.serviceUrl;
  });

  after(() => {
    app.settings.serviceUrl = serviceUrl;
    storage.close();
  });

  beforeEach(async () => {
    created = [];
    server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body));
      if (request.url === "/api/policy") return answer(policy.status, policy.body);
      if (request.url === "/api/sessions/share") created.push(JSON.parse(text));
      return answer(503, { error: { code: "unavailable", message: "Not now." } });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app.settings.serviceUrl = () => url;
    await app.memory.update("services.consents", { [url]: 1 });
    const last = { expiry: { kind: "days", days: 30 }, mode: "live", setting: 30, serviceUrl: url };
    await app.memory.update("share.options", { audience: "me", ...last });
    sessionId = storage.createSession({ directory: openFolder(), title: "The parser" });
    storage.putPart(sessionId, storage.putMessage(sessionId, userMessage()), textPart("Hello"));
    await until(async () => (await app.sessions()).some(({ id }) => id === sessionId));
  });

  afterEach(async () => {
    await vscode.commands.executeCommand("notifications.clearAll");
    await app.memory.update("share.options", undefined);
    storage.removeSession(sessionId);
    server.closeAllConnections();
    server.close();
  });

  const unheard: readonly [string, typeof policy][] = [
    ["answers 503", { status: 503, body: { error: { code: "unavailable", message: "Not now." } } }],
    ["makes no sense", { status: 200, body: { sharing: "perhaps" } }],
  ];
  for (const [what, said] of unheard)
    it(`sends what was chosen last where it ${what}, and nothing wider`, async () => {
      policy = said;
      // The failure stays open until somebody answers.
      void run("shareSession", sessionId);
      await until(() => created.length === 1);
      assert.equal(created[0]?.audience, "me");
    });

  it("leaves it to the service where nothing was chosen", async () => {
    policy = { status: 503, body: {} };
    await app.memory.update("share.options", undefined);
    void run("shareSession", sessionId);
    await until(() => created.length === 1);
    assert.ok(created[0] && !("audience" in created[0]));
  });

  it("shares nothing where one side is too old, and says which", async () => {
    policy = { status: 200, body: { ...OPEN_POLICY, protocolVersion: 99 } };
    await run("shareSession", sessionId);
    const { host } = new URL(url);
    assert.ok(
      notified.includes(`OpenCode Share is too old for ${host}: update the extension.`),
      notified.join(),
    );
    assert.deepEqual(created, []);
  });
});
