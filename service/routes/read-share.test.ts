import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { NDJSON, snapshotSchema } from "../../protocol/snapshot.ts";
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
    assert.ok(etag);
    const ask = (tag: string, headers = {}) =>
      service.call(routes.readShare, share.shareId, { headers: { "if-none-match": tag, ...headers } });
    for (const tag of [etag, `W/${etag}`, `"0", ${etag}`, "*"]) {
      const response = await ask(tag);
      assert.equal(response.statusCode, 304);
      assert.equal(response.body, "");
      assert.equal(response.headers.etag, etag);
    }
    await service.sync(share, [put(2, "b")]);
    assert.equal((await ask(etag)).statusCode, 200);
  });

  it("names by its ETag all that it shows: each field, each revision, and the form", async () => {
    const share = await service.create({ title: "T" });
    await service.sync(share, [put(1, "a")]);
    const tags = new Set<unknown>();
    const look = async (headers = {}) => {
      const get = await service.call(routes.readShare, share.shareId, { headers });
      const url = routes.readShare.path.replace(":id", share.shareId);
      const head = await service.app.inject({ method: "HEAD", url, headers });
      assert.equal(head.headers.etag, get.headers.etag);
      assert.match(String(get.headers.vary), /accept/);
      tags.add(get.headers.etag);
    };
    const { secret } = share;
    await look();
    await look({ accept: NDJSON });
    const end = service.clock.now + 1e9;
    for (const body of [{ title: "U" }, { mode: "snapshot" }, { expiresAt: end }, { expiresAt: null }]) {
      await service.call(routes.updateShare, share.shareId, { secret, body });
      await look();
    }
    await service.sync(share, [put(1, "b")]);
    await look();
    assert.equal(tags.size, 7);
  });

  it("gives who knows a revision only what is newer, and what is gone since", async () => {
    const share = await service.create();
    await service.sync(share, [put(1, "a"), put(2, "b"), put(3, "c")]);
    await service.sync(share, [put(2, "B"), { key: put(3, "").key, deleted: true }]);
    const since = async (revision: number | string, headers = {}) =>
      service.call(
        { ...routes.readShare, path: `${routes.readShare.path}?since=${revision}` },
        share.shareId,
        {
          headers,
        },
      );
    const step = (await since(1)).json();
    assert.deepEqual(
      [step.base, step.revision, step.entries],
      [1, 2, [put(2, "B"), { key: put(3, "").key, deleted: true }]],
    );
    const lines = (await since(1, { accept: NDJSON })).body.trimEnd().split("\n");
    assert.deepEqual([JSON.parse(lines[0] ?? "").base, lines.length], [1, 3]);
    const same = await since(2);
    assert.deepEqual([same.json().base, same.json().revision, same.json().entries], [2, 2, []]);
    assert.equal((await since(2, { "if-none-match": same.headers.etag })).statusCode, 304);
    const whole = (await since(0)).json();
    assert.deepEqual([whole.base, whole.entries.length], [0, 2]);
    // A revision that the service has lost is answered with all that there is.
    const lost = (await since(99)).json();
    assert.deepEqual([lost.base, lost.reset, lost.revision, lost.entries.length], [0, true, 2, 2]);
    for (const nonsense of ["x", "-1", "1.5"]) assert.equal((await since(nonsense)).statusCode, 400);
  });

  it("counts who says that a person opens it, once, and nobody who only reads on", async () => {
    const share = await service.create();
    await service.sync(share, [put(1, "a")]);
    const read = (query: string) =>
      service.call({ ...routes.readShare, path: routes.readShare.path + query }, share.shareId);
    const opens = async () =>
      (await service.call(routes.shareInfo, share.shareId, { secret: share.secret })).json().opens;
    assert.equal((await read("?opens=true&since=0")).statusCode, 200);
    for (const query of ["", "?since=0", "?since=1", "?opens=false"]) await read(query);
    assert.equal(await opens(), 1);
    assert.equal((await read("?opens=perhaps")).statusCode, 400);
  });

  it("tells nobody who may not read that there is nothing new", async () => {
    const share = await service.create({ title: "T" });
    const { etag } = (await service.call(routes.readShare, share.shareId)).headers;
    const { secret } = share;
    await service.call(routes.updateShare, share.shareId, { secret, body: { maxViews: 1 } });
    for (const tag of [String(etag), "*"]) {
      const headers = { "if-none-match": tag };
      assert.equal((await service.call(routes.readShare, share.shareId, { headers })).statusCode, 401);
    }
  });

  it("tells no reader what only the owner may know", async () => {
    const share = await service.create();
    const { body } = await service.call(routes.readShare, share.shareId);
    assert.doesNotMatch(body, /secret/i);
  });
});
