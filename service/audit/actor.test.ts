import assert from "node:assert/strict";
import fc from "fast-check";
import { adminRoutes } from "../../protocol/admin.ts";
import { CLI_USER } from "../admin/admin-key.ts";
import { collect } from "../testing/collect.ts";
import { TestApp } from "../testing/test-app.ts";
import { actorOf } from "./actor.ts";

describe("a user's name in the audit", () => {
  const builtIn = ["owner", "anonymous", "cli", "service", "admin"];
  const ids = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.constantFrom(
      ...builtIn,
      "Owner",
      " owner",
      "own\u200ber",
      "ｏｗｎｅｒ",
      "user:owner",
      "USER:x",
      "user:user:owner",
    ),
  );

  it("is never another actor's, nor another user's", () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const names = [a, b].map((id) => actorOf({ id, org: "acme" }));
        for (const name of names) assert.ok(!builtIn.includes(name.trim().toLowerCase()), name);
        assert.equal(names[0] === names[1], a === b);
      }),
    );
    assert.equal(actorOf(CLI_USER), "cli");
    assert.equal(actorOf({ id: "ann@acme.test", org: "acme" }), "ann@acme.test");
  });

  it("tells who is called like the owner from whoever holds the owner secret", async () => {
    const service = await TestApp.build({ auth: "token" });
    const token = await service.token({ id: "owner" });
    const { shareId, secret } = await service.create({}, token);
    const change = { audience: "me" };
    await service.call({ method: "PATCH", path: "/api/sessions/share/:id" }, shareId, {
      secret,
      body: change,
    });
    const records = await collect(service.stores.audit.query({}));
    assert.deepEqual(
      records.map(({ action, actor }) => [action, actor]),
      [
        ["share.created", "user:owner"],
        ["share.changed", "owner"],
      ],
    );
    const root = await service.token({ id: "root", role: "admin" });
    const path = `${adminRoutes.adminAudit.path}?actor=user:owner`;
    const { body } = await service.call({ method: "GET", path }, "", { secret: root });
    assert.equal(body.trim().split("\n").length, 1);
    await service.app.close();
  });
});
