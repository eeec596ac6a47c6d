import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";
import { publicShare } from "./public-share.ts";

describe("what everybody may know of a share", () => {
  it("is told whatever is kept as its session, by an id where that is none", () => {
    assert.equal(publicShare(sampleMeta()).sessionId, "ses_sample");
    for (const sessionId of ["", "a b", "x".repeat(1_000)])
      assert.equal(publicShare(sampleMeta({ sessionId })).sessionId, "unknown");
  });

  it("hides no other share of its owner's where it is not known any more", async () => {
    const service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const known = await service.create({}, ann);
    const damaged = sampleMeta({ org: "acme", owner: { id: "ann" }, sessionId: "" });
    await service.stores.shares.create(damaged);
    const list = await service.call(routes.listShares, "", { secret: ann });
    assert.deepEqual(
      list.json().shares.map(({ shareId }: { shareId: string }) => shareId),
      [known.shareId, damaged.shareId],
    );
    for (const route of [routes.shareInfo, routes.readShare])
      assert.equal((await service.call(route, damaged.shareId, { secret: ann })).statusCode, 200);
    await service.app.close();
  });
});
