import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { ownedSharesSchema, shareInfoSchema } from "../../protocol/share-info.ts";
import type { ShareMeta } from "../store/store.ts";
import { sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

const shareId = "later-".padEnd(43, "x");

/** A share as a later version may have kept it, whose data folder or database is now served by this one. */
const later = (fields: object) =>
  sampleMeta({ shareId, ...fields, org: "acme", owner: { id: "ann" } } as Partial<ShareMeta>);

describe("a share with a readership that only a later version knows", () => {
  let service: TestApp;
  let tokens: Record<"ann" | "bob" | "eve", string>;

  beforeEach(async () => {
    service = await TestApp.build({ auth: "token", policy: { audiences: ["me", "people", "org"] } });
    await service.stores.shares.create(later({ audience: "team", mode: "mirrored" }));
    tokens = {
      ann: await service.token({ id: "ann" }),
      bob: await service.token({ id: "bob" }),
      eve: await service.token({ id: "eve", role: "admin" }),
    };
  });
  afterEach(() => service.app.close());

  const status = async (route: keyof typeof routes, secret?: string, body?: object) =>
    (await service.call(routes[route], shareId, { ...(secret ? { secret } : {}), ...(body ? { body } : {}) }))
      .statusCode;

  it("is its owner's alone", async () => {
    assert.equal(await status("readShare", tokens.bob), 403);
    assert.equal(await status("openShare", tokens.bob, {}), 403);
    assert.equal(await status("readShare", tokens.eve), 403);
    assert.equal(await status("readShare"), 401);
    assert.equal(await status("readShare", tokens.ann), 200);
  });

  it("hides no other from its owner and the admins, who can end it", async () => {
    await service.create({}, tokens.ann);
    const list = await service.call(routes.listShares, "", { secret: tokens.ann });
    assert.equal(ownedSharesSchema.parse(list.json()).shares.length, 2);
    const info = await service.call(routes.shareInfo, shareId, { secret: tokens.ann });
    assert.equal(shareInfoSchema.parse(info.json()).share.audience, "me");
    const seen = await service.app.inject({
      url: "/api/admin/shares",
      headers: { authorization: `Bearer ${tokens.eve}` },
    });
    assert.deepEqual(
      seen.json<{ shares: { audience: string }[] }>().shares.map(({ audience }) => audience),
      ["org", "me"],
    );
    assert.equal(await status("deleteShare", tokens.ann), 204);
  });

  it("is widened by the policy's leave alone", async () => {
    assert.equal(await status("updateShare", tokens.ann, { audience: "link" }), 403);
    assert.equal(await status("updateShare", tokens.ann, { audience: "org" }), 200);
    assert.equal(await status("readShare", tokens.bob), 200);
  });
});
