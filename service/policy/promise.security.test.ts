import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

describe("what a company is promised", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  const create = (fields: object, secret?: string) =>
    service.call(routes.createShare, "", {
      body: { sessionId: "s", ...fields },
      ...(secret ? { secret } : {}),
    });

  it("sharing that is switched off takes no share and no batch, and owners can still unshare", async () => {
    service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const share = await service.create({}, ann);
    const off = await TestApp.build({
      auth: "token",
      policy: { sharing: "off" },
      store: service.stores.shares,
    });
    const token = await off.token({ id: "ann" });
    const body = { sessionId: "s" };
    assertError(await off.call(routes.createShare, "", { secret: token, body }), 403, "not_allowed");
    assertError(await off.sync(share, [part(1, "a")]), 403, "not_allowed");
    assert.equal((await off.call(routes.policy, "")).json().sharing, false);
    assert.equal((await off.call(routes.deleteShare, share.shareId, { secret: token })).statusCode, 204);
    await off.app.close();
  });

  it("only who is signed in shares and reads, where the link is no audience", async () => {
    service = await TestApp.build({ auth: "token", policy: { audiences: ["me", "people", "org"] } });
    const [ann, bob] = [await service.token({ id: "ann" }), await service.token({ id: "bob" })];
    assertError(await create({}), 401, "sign_in_required");
    assertError(await create({ audience: "link" }, ann), 403, "not_allowed");
    const { shareId, secret } = (await create({}, ann)).json();
    assertError(await service.call(routes.readShare, shareId), 401, "sign_in_required");
    assertError(await service.call(routes.followShare, shareId), 401, "sign_in_required");
    assert.equal((await service.call(routes.readShare, shareId, { secret: bob })).statusCode, 200);
    const loosen = { secret, body: { audience: "link" } };
    assertError(await service.call(routes.updateShare, shareId, loosen), 403, "not_allowed");
  });

  it("a link needs a password where the policy says so, and cannot lose it later", async () => {
    service = await TestApp.build({ auth: "token", policy: { linkNeedsPassword: true } });
    const ann = await service.token({ id: "ann" });
    assertError(await create({ audience: "link" }, ann), 403, "not_allowed");
    const { shareId, secret } = (await create({ audience: "link", password: "correct horse" }, ann)).json();
    const change = (body: object) => service.call(routes.updateShare, shareId, { secret, body });
    assertError(await change({ password: null }), 403, "not_allowed");
    assert.equal((await change({ audience: "org", password: null })).statusCode, 200);
    assertError(await change({ audience: "link" }), 403, "not_allowed");
  });
});
