import assert from "node:assert/strict";
import { NDJSON, routes, snapshotSchema } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";
import { part as put } from "../testing/test-client.ts";

describe("reading a share", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  it("gives the share, its revision and all entries", async () => {
    const share = await service.create({ title: "T", expiresAt: null });
    await service.sync(share, [put(2, "b"), put(1, "a")]);
    const response = await service.call(routes.readShare, share.shareId);
    const snapshot = snapshotSchema.strict().parse(response.json());
    assert.deepEqual(snapshot, {
      share: {
        shareId: share.shareId,
        sessionId: "ses_sample",
        title: "T",
        audience: "link",
        mode: "live",
        createdAt: service.clock.now,
        expiresAt: null,
      },
      revision: 1,
      entries: [put(1, "a"), put(2, "b")],
    });
  });

  it("says the same line by line", async () => {
    const share = await service.create();
    const entries = Array.from({ length: 60 }, (_, n) => put(n, `${"long ".repeat(2000)}\n\u2028`));
    await service.sync(share, entries);
    const json = (await service.call(routes.readShare, share.shareId)).json();
    const lines = await service.call(routes.readShare, share.shareId, { headers: { accept: NDJSON } });
    assert.equal(lines.headers["content-type"], NDJSON);
    const [head, ...rest] = lines.body
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual({ ...head, entries: rest }, json);
  });

  it("tells those who have the revision that there is nothing new", async () => {
    const share = await service.create();
    await service.sync(share, [put(1, "a")]);
    const { etag } = (await service.call(routes.readShare, share.shareId)).headers;
    assert.equal(etag, '"1"');
    const ask = (tag: string) =>
      service.call(routes.readShare, share.shareId, { headers: { "if-none-match": tag } });
    for (const tag of ['"1"', 'W/"1"', '"0", "1"', "*"]) {
      const response = await ask(tag);
      assert.equal(response.statusCode, 304);
      assert.equal(response.body, "");
    }
    await service.sync(share, [put(2, "b")]);
    assert.equal((await ask('"1"')).statusCode, 200);
  });

  it("tells no reader what only the owner may know", async () => {
    const share = await service.create();
    const { body } = await service.call(routes.readShare, share.shareId);
    assert.doesNotMatch(body, /secret/i);
  });
});
