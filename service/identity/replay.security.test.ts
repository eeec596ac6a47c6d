import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";
import { hashSecret } from "./tokens.ts";

describe("a stolen token", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
  });
  afterEach(() => service.app.close());

  it("is worth nothing once it is revoked, on no route and in no cookie", async () => {
    const token = await service.token({ id: "ann" });
    const { shareId } = await service.create({}, token);
    assert.equal((await service.call(routes.readShare, shareId, { secret: token })).statusCode, 200);
    const { name, value } = await service.cookie(token);
    await service.stores.tokens.revoke(hashSecret(token));
    const bodies: Record<string, object> = { createShare: { sessionId: "s" }, updateShare: { title: "T" } };
    for (const [name, route] of Object.entries(routes)) {
      if (!route.path.startsWith("/api/")) continue;
      const body = bodies[name] ?? (route.method === "POST" ? { entries: [part(1, "a")] } : undefined);
      const response = await service.call(route, shareId, { secret: token, ...(body ? { body } : {}) });
      assertError(response, 401, "unauthorized");
    }
    const headers = { cookie: `${name}=${value}`, origin: "https://share.test" };
    assertError(await service.call(routes.readShare, shareId, { headers }), 401, "sign_in_required");
    assert.deepEqual((await service.call(routes.me, "", { headers })).json(), { user: null });
  });

  it("cannot be brought back by making it again", async () => {
    const token = await service.token({ id: "ann" });
    const hash = hashSecret(token);
    await service.stores.tokens.revoke(hash);
    const user = { id: "ann", org: "acme", groups: [], role: "admin" } as const;
    assert.equal(await service.parts.tokens.admit(hash, { user, label: "again", expiresAt: null }), false);
    assertError(await service.call(routes.me, "", { secret: token }), 401, "unauthorized");
  });

  it("does not open what its owner secret or another share's does not", async () => {
    const token = await service.token({ id: "ann" });
    const [mine, other] = [await service.create({}, token), await service.create({ audience: "me" }, token)];
    for (const route of [routes.readManifest, routes.shareInfo, routes.deleteShare])
      assertError(await service.call(route, other.shareId, { secret: mine.secret }), 401, "unauthorized");
    assertError(
      await service.call(routes.readShare, other.shareId, { secret: mine.secret }),
      401,
      "sign_in_required",
    );
  });

  it("is no owner secret, and an owner secret no token, whatever they are made of", async () => {
    const token = await service.token({ id: "ann" });
    const { shareId, secret } = await service.create({ audience: "me" }, token);
    const forms = [
      token.slice("ocs_pat_".length),
      `ocs_pat_${secret}`,
      shareId,
      hashSecret(token),
      hashSecret(secret),
    ];
    for (const form of forms) {
      const response = await service.call(routes.shareInfo, shareId, { secret: form });
      assertError(response, 401, "unauthorized");
    }
  });

  for (const authorization of [
    "",
    "Bearer",
    "Bearer ",
    "Basic YW5uOnB3",
    "Bearer a.b",
    "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.",
    `Bearer ${"x".repeat(44)}`,
    `Bearer ocs_pat_${"x".repeat(43)}, Bearer y`,
    `Bearer ocs_pat_${"x".repeat(44)}`,
    `OCS_PAT_${"x".repeat(43)}`,
  ])
    it(`counts as wrong and not as none: ${JSON.stringify(authorization).slice(0, 60)}`, async () =>
      assertError(await service.call(routes.me, "", { headers: { authorization } }), 401, "unauthorized"));

  it("in an address or a body proves nothing", async () => {
    const token = await service.token({ id: "ann" });
    const { shareId } = await service.create({ audience: "me" }, token);
    const path = routes.readShare.path.replace(":id", shareId);
    for (const query of [`access_token=${token}`, `token=${token}`, `authorization=Bearer%20${token}`])
      assertError(await service.app.inject(`${path}?${query}`), 401, "sign_in_required");
    const body = { sessionId: "s", token };
    assertError(await service.call(routes.createShare, "", { body }), 401, "sign_in_required");
  });
});
