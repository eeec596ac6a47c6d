import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { key, part as put } from "../testing/test-client.ts";

describe("syncing a share", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  it("answers the revision that the batch made", async () => {
    const share = await service.create();
    assert.deepEqual((await service.sync(share, [put(1, "a")])).json(), { revision: 1 });
    const append = { key: key(1), append: { path: ["text"], at: 1, text: "é" } };
    assert.deepEqual((await service.sync(share, [append, put(2, "b")])).json(), { revision: 2 });
    const { entries } = (await service.call(routes.readShare, share.shareId)).json();
    assert.deepEqual(entries, [put(1, "aé"), put(2, "b")]);
  });

  it("keeps what a session says about __proto__ and constructor", async () => {
    const share = await service.create();
    const content =
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"x":1}},"list":[{"__proto__":null}]}';
    const response = await service.app.inject({
      method: "POST",
      url: `/api/sessions/share/${share.shareId}/sync`,
      headers: { authorization: `Bearer ${share.secret}`, "content-type": "application/json" },
      payload: `{"entries":[{"key":"${key(1)}","content":${content}}]}`,
    });
    assert.equal(response.statusCode, 200);
    const { body } = await service.call(routes.readShare, share.shareId);
    assert.ok(body.includes(`"content":${content}`), body);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it("takes a part of 20 MB", async () => {
    const share = await service.create();
    const text = "ü".repeat(10 * 1024 * 1024);
    assert.equal((await service.sync(share, [put(1, text)])).statusCode, 200);
    const { entries } = (await service.call(routes.readShare, share.shareId)).json();
    assert.deepEqual(entries, [put(1, text)]);
  });

  it("refuses a body beyond its limit", async () => {
    const { shareId, secret } = await service.create();
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const request = { url: `/api/sessions/share/${shareId}/sync`, headers };
    const payload = Buffer.alloc(64 * 1024 * 1024 + 1, " ");
    assertError(await service.app.inject({ ...request, method: "POST", payload }), 413, "too_large");
  });

  const invalid: [string, readonly unknown[]][] = [
    ["no entries", []],
    ["65 entries", Array.from({ length: 65 }, (_, n) => put(n, ""))],
    ["a key with ../", [{ key: "session/info/../x", content: 1 }]],
    ["a key in unicode", [{ key: "session/info/é", content: 1 }]],
    ["a key of 10,000 characters", [{ key: `session/info/${"s".repeat(10_000)}`, content: 1 }]],
    ["a session/share key", [{ key: "session/share/ses_1", content: 1 }]],
    ["an entry that says nothing", [{ key: key(1) }]],
    ["an entry that says two things", [{ key: key(1), content: 1, deleted: true }]],
  ];
  for (const [what, entries] of invalid)
    it(`refuses ${what}, and keeps the share as it was`, async () => {
      const share = await service.create();
      assertError(await service.sync(share, entries), 400, "invalid_request");
      assert.equal((await service.call(routes.readShare, share.shareId)).json().revision, 0);
    });

  it("refuses content nested beyond reason", async () => {
    const { shareId, secret } = await service.create();
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const response = await service.app.inject({
      method: "POST",
      url: `/api/sessions/share/${shareId}/sync`,
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      payload: `{"entries":[{"key":"${key(1)}","content":${deep}}]}`,
    });
    assertError(response, 400, "invalid_request");
  });

  it("refuses an append that does not fit, with the whole batch", async () => {
    const share = await service.create();
    await service.sync(share, [put(1, "a")]);
    const append = { key: key(1), append: { path: ["text"], at: 7, text: "é" } };
    assertError(await service.sync(share, [put(2, "b"), append]), 409, "append_mismatch");
    assert.deepEqual((await service.call(routes.readShare, share.shareId)).json().entries, [put(1, "a")]);
  });

  it("goes beyond the revision that the owner has seen, by its name and its former one", async () => {
    const share = await service.create();
    const send = (fields: object) =>
      service.call(routes.syncShare, share.shareId, {
        headers: { authorization: `Bearer ${share.secret}` },
        body: { entries: [put(1, "a")], ...fields },
      });
    assert.deepEqual((await send({ lastSeenRevision: 5 })).json(), { revision: 7 });
    assert.deepEqual((await send({ known: 10 })).json(), { revision: 12 });
    assert.deepEqual((await send({ lastSeenRevision: 20, known: 1 })).json(), { revision: 22 });
    for (const seen of [2 ** 40, 22 + 2 ** 20 + 1]) {
      const response = await send({ lastSeenRevision: seen });
      assertError(response, 400, "invalid_request");
      assert.match(response.body, /at revision 22/);
    }
    assert.deepEqual((await send({ lastSeenRevision: 22 })).json(), { revision: 23 });
  });

  it("refuses more keys than a share may have, and says how many that are", async () => {
    const small = await TestApp.build({ policy: { limits: { keysPerShare: 2 } } });
    const share = await small.create();
    assert.equal((await small.sync(share, [put(1, "a"), put(2, "b")])).statusCode, 200);
    const response = await small.sync(share, [put(3, "c")]);
    assertError(response, 413, "too_large");
    assert.match(response.body, /at most 2 keys/);
    assert.equal((await small.sync(share, [{ key: key(1), deleted: true }, put(3, "c")])).statusCode, 200);
    await small.app.close();
  });

  it("loses nothing of many writers at once", async () => {
    const share = await service.create();
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => service.sync(share, [put(2 * n, "x"), put(2 * n + 1, "y")])),
    );
    assert.equal(new Set(responses.map((response) => response.json().revision)).size, 40);
    assert.equal((await service.call(routes.readShare, share.shareId)).json().entries.length, 80);
  });
});
