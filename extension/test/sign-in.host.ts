import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as vscode from "vscode";
import { OPEN_POLICY } from "../../engine/services/service-policies.ts";
import type { WindowParts } from "../ui/window-parts.ts";
import { activeWindow } from "./this-editor.ts";

describe("signing in with the browser from a real VS Code", () => {
  let app: WindowParts;
  let original: WindowParts["dialogs"];
  let serviceUrl: WindowParts["settings"]["serviceUrl"];
  let server: Server;
  let url: string;
  let hashes: string[];
  let isAllowed: boolean;

  before(async () => {
    app = await activeWindow();
    original = { ...app.dialogs };
    serviceUrl = app.settings.serviceUrl;
    server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const answer = (status: number, body?: object) =>
        response.writeHead(status).end(body && JSON.stringify(body));
      if (request.url === "/api/policy") return answer(200, { ...OPEN_POLICY, auth: "oidc" });
      if (request.url === "/auth/device") {
        hashes.push(JSON.parse(text).tokenHash);
        const signInUrl = `${url}/auth/device?request=sealed`;
        return answer(201, { signInUrl, code: "ABCD-EFGH", expiresAt: Date.now() + 600_000, interval: 0.05 });
      }
      if (request.method === "DELETE") return answer(204);
      const user = { id: "ada", org: "acme", groups: [], role: "member" };
      return isAllowed
        ? answer(200, { user })
        : answer(401, { error: { code: "unauthorized", message: "not yet" } });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    app.settings.serviceUrl = () => url;
  });

  after(async () => {
    Object.assign(app.dialogs, original);
    app.settings.serviceUrl = serviceUrl;
    for (const { id } of await app.signedIn.list()) await app.signedIn.remove(id);
    server.closeAllConnections();
    server.close();
  });

  it("opens the page, waits until it is allowed there, and signs out with the token revoked", async () => {
    [hashes, isAllowed] = [[], false];
    const opened: string[] = [];
    app.dialogs.openExternal = async (address) => {
      opened.push(address);
      isAllowed = true;
      return true;
    };
    app.dialogs.notify = async () => undefined;
    await vscode.commands.executeCommand("opencode.signIn");
    assert.deepEqual(opened, [`${url}/auth/device?request=sealed`]);
    const session = await app.signedIn.of(url);
    assert.equal(session?.account.label, `ada (${new URL(url).host})`);
    assert.ok(session && !hashes.includes(session.token));
    await vscode.commands.executeCommand("opencode.signOut");
    assert.equal(await app.signedIn.of(url), undefined);
  });
});
