import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { createShareResponseSchema } from "../../protocol/share.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";

describe("creating a share", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  it("gives an id, a link, an owner secret and the expiry", async () => {
    const response = await service.call(routes.createShare, "", {
      body: { sessionId: "ses_1", title: "T", expiresInDays: 7 },
    });
    assert.equal(response.statusCode, 201);
    const created = createShareResponseSchema.parse(response.json());
    assert.equal(created.shareUrl, `https://share.test/share/${created.shareId}`);
    assert.equal(created.expiresAt, service.clock.now + 7 * 24 * 3_600_000);
    assert.notEqual(created.secret, created.shareId);
    assert.equal(created.revision, 0);
  });

  it("gives every share of a session another id", async () => {
    const [a, b] = [await service.create(), await service.create()];
    assert.notEqual(a.shareId, b.shareId);
  });

  const invalid: [string, object][] = [
    ["no session id", {}],
    ["a session id with ../", { sessionId: "../etc" }],
    ["a session id in unicode", { sessionId: "sés" }],
    ["a session id of 10,000 characters", { sessionId: "s".repeat(10_000) }],
    ["a title of 501 characters", { sessionId: "s", title: "t".repeat(501) }],
    ["an unknown audience", { sessionId: "s", audience: "everyone" }],
    ["an expiry in the past", { sessionId: "s", expiresAt: 1 }],
    ["an expiry that no calendar has", { sessionId: "s", expiresAt: 2 ** 53 }],
    ["an expiry beyond the year 9999", { sessionId: "s", expiresAt: 253_402_300_800_000 }],
    ["an expiry between two milliseconds", { sessionId: "s", expiresAt: Date.now() + 1e9 + 0.5 }],
    ["two expiries", { sessionId: "s", expiresAt: Date.now() + 1e9, expiresInDays: 1 }],
    ["zero days", { sessionId: "s", expiresInDays: 0 }],
    ["a list", []],
  ];
  for (const [what, body] of invalid)
    it(`refuses ${what}`, async () =>
      assertError(await service.call(routes.createShare, "", { body }), 400, "invalid_request"));

  const garbage: [string, string, string][] = [
    ["half a JSON text", "application/json", '{"sessionId":'],
    ["nothing", "application/json", ""],
    ["binary garbage", "application/json", "\u0000\u0001\ufffd"],
    ["JSON that says it is text, as other sites' pages can send it", "text/plain", '{"sessionId":"s"}'],
    ["a form", "application/x-www-form-urlencoded", "sessionId=s"],
  ];
  for (const [what, type, payload] of garbage)
    it(`refuses ${what}`, async () => {
      const request = {
        method: "POST",
        url: routes.createShare.path,
        headers: { "content-type": type },
        payload,
      };
      assertError(await service.app.inject({ ...request, method: "POST" }), 400, "invalid_request");
    });

  it("refuses a body that is too large for it", async () => {
    const body = { sessionId: "s", title: "t".repeat(100_000) };
    assertError(await service.call(routes.createShare, "", { body }), 413, "too_large");
  });
});
