import assert from "node:assert/strict";
import { adminRoutes, adminSharesSchema } from "../../protocol/admin.ts";
import { routes } from "../../protocol/routes.ts";
import { shareSchema } from "../../protocol/share.ts";
import { formatTime } from "../admin/cli/table.ts";
import { hashSecret, newToken } from "../identity/tokens.ts";
import { sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

describe("a share whose end no calendar has", () => {
  for (const expiresAt of [2 ** 53 - 1, 2 ** 53, 1e300, 8.64e15 + 1])
    it(`as one was taken once, breaks no answer: ${expiresAt}`, async () => {
      const service = await TestApp.build({ auth: "token" });
      const ann = await service.token({ id: "ann" });
      const root = await service.token({ id: "root", role: "admin" });
      const secret = newToken();
      const owner = { owner: { id: "ann" }, org: "acme" };
      const meta = {
        ...sampleMeta({ expiresAt, audience: "org" }),
        ...owner,
        secretHash: hashSecret(secret),
      };
      await service.stores.shares.create(meta);
      const other = await service.create({}, ann);

      const listed = await service.call(routes.listShares, "", { secret: ann });
      assert.equal(listed.statusCode, 200);
      assert.equal(listed.json().shares.length, 2);
      const all = await service.call(adminRoutes.adminListShares, "", { secret: root });
      const { shares } = adminSharesSchema.parse(all.json());
      assert.equal(shares.length, 2);
      for (const share of shares)
        assert.match(formatTime(share.expiresAt), /^\d{4}-\d\d-\d\d \d\d:\d\d$|^never$/);
      const read = await service.call(routes.readShare, meta.shareId, { secret: ann });
      assert.equal(shareSchema.parse(read.json().share).expiresAt, expiresAt);
      assert.equal((await service.call(routes.shareInfo, meta.shareId, { secret })).statusCode, 200);
      await service.parts.retention.run();
      const body = { expiresInDays: 1 };
      assert.equal((await service.call(routes.updateShare, meta.shareId, { secret, body })).statusCode, 200);
      assert.equal((await service.call(routes.readShare, other.shareId, { secret: ann })).statusCode, 200);
      await service.app.close();
    });
});
