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

  it("loses nothing of many writers at once", async () => {
    const share = await service.create();
    const responses = await Promise.all(
      Array.from({ length: 40 }, (_, n) => service.sync(share, [put(2 * n, "x"), put(2 * n + 1, "y")])),
    );
    assert.equal(new Set(responses.map((response) => response.json().revision)).size, 40);
    assert.equal((await service.call(routes.readShare, share.shareId)).json().entries.length, 80);
  });
});
