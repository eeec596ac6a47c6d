import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { adminRoutes } from "../protocol/admin.ts";
import { NDJSON } from "../protocol/snapshot.ts";
import { ServiceUnreachableError } from "./service-error.ts";
import { ServiceRequests } from "./service-requests.ts";

describe("a request by a row of a table of routes", () => {
  let server: Server;
  let requests: ServiceRequests;
  let asked: string | undefined;
  let body: string;

  beforeEach(async () => {
    server = createServer((request, response) => {
      asked = `${request.method} ${request.url}`;
      if (request.method === "DELETE") response.writeHead(204).end();
      else response.writeHead(200, { "content-type": NDJSON }).end(body);
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    requests = new ServiceRequests(`http://127.0.0.1:${(server.address() as AddressInfo).port}/base`);
  });
  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  const record = { at: 1, action: "share.opened", actor: "ann" };

  it("says what its path leaves open and its query, and is answered with all lines", async () => {
    body = `${JSON.stringify(record)}\n${JSON.stringify({ ...record, at: 2 })}\n`;
    const records = await requests.call(adminRoutes.adminAudit, { query: { last: 2, actor: "a&b" } });
    assert.equal(asked, "GET /base/api/admin/audit?last=2&actor=a%26b");
    assert.deepEqual(records, [record, { ...record, at: 2 }]);
    await requests.call(adminRoutes.adminRevokeShare, { params: { share: "a/b" } });
    assert.equal(asked, "DELETE /base/api/admin/shares/a%2Fb");
  });

  it("takes no line for an answer that is not what the row says", async () => {
    for (const line of ["{}", "no JSON", JSON.stringify({ ...record, at: "today" })]) {
      body = `${JSON.stringify(record)}\n${line}\n`;
      await assert.rejects(requests.call(adminRoutes.adminAudit, {}), (error) => {
        assert.ok(error instanceof ServiceUnreachableError);
        assert.equal(error.problem.kind, "notService");
        return true;
      });
    }
  });
});
