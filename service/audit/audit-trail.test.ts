import assert from "node:assert/strict";
import { adminRoutes, type CreatedToken } from "../../protocol/admin.ts";
import { auditRecordSchema } from "../../protocol/audit.ts";
import { routes } from "../../protocol/routes.ts";
import { collect } from "../testing/collect.ts";
import { LiveClient } from "../testing/live-client.ts";
import { sampleKey } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

describe("the audit of a service", () => {
  it("follows shares and tokens through their lives without an id, a secret, a password or a word of content", async () => {
    const service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const root = await service.token({ id: "root", role: "admin" });
    const fields = {
      title: "TOP-TITLE",
      sessionId: "TOP-SESSION",
      audience: "link",
      password: "TOP-PASSWORD",
    };
    const share = await service.create(fields, ann);
    const { shareId, secret } = share;
    await service.sync(share, [{ key: sampleKey(1), content: { text: "TOP-CONTENT" } }]);
    await service.call(routes.openShare, shareId, { body: { password: "TOP-GUESS" } });
    const opened = await service.call(routes.openShare, shareId, { body: { password: "TOP-PASSWORD" } });
    const { ticket } = opened.json<{ ticket: string }>();
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    const viewer = new LiveClient(url, shareId, 0, { headers: { "share-ticket": ticket } });
    await viewer.untilRevision(1);
    const change = { title: "TOP-OTHER", audience: "me", password: "TOP-SECOND" };
    await service.call(routes.updateShare, shareId, { secret, body: change });
    await viewer.closed;
    await service.call(routes.readShare, shareId, { secret: await service.token({ id: "bob" }) });
    const body = { user: { id: "new", org: "acme" } };
    const { token } = (
      await service.call({ ...adminRoutes.adminCreateToken }, "", { secret: root, body })
    ).json<CreatedToken>();
    const search = `${adminRoutes.adminListShares.path}?share=${shareId}&owner=TOP-SEARCH`;
    await service.call({ method: "GET", path: search }, "", { secret: root });
    await service.call(routes.deleteShare, shareId, { secret });

    const records = await collect(service.stores.audit.query({}));
    for (const record of records) auditRecordSchema.parse(record);
    const actions = new Set<string>(records.map(({ action }) => action));
    for (const action of ["created", "refused", "opened", "changed", "revoked"])
      assert.ok(actions.has(`share.${action}`), action);
    const text = JSON.stringify(records);
    for (const hidden of [shareId, secret, ticket, ann.slice(8), root.slice(8), token.slice(8), "TOP-"])
      assert.ok(!text.includes(hidden), `${hidden} in ${text}`);
    await service.app.close();
  });
});
