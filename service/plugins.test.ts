import assert from "node:assert/strict";
import { TestApp } from "./testing/test-app.ts";

describe("routes by plugin", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
  });
  afterEach(() => service.app.close());

  it("answer errors in their plugin's own form, and none in another's", async () => {
    const ask = async (method: "GET" | "POST", url: string, payload?: string) => {
      const body = payload === undefined ? {} : { payload, headers: { "content-type": "application/json" } };
      const answer = await service.app.inject({ method, url, ...body });
      return [answer.statusCode, String(answer.headers["content-type"])] as const;
    };
    for (const [method, url, payload] of [
      ["POST", "/api/sessions/share", "{"],
      ["GET", "/api/sessions/shared/unknown"],
      ["GET", "/api/admin/usage"],
      ["GET", "/nowhere"],
    ] as const) {
      const [status, type] = await ask(method, url, payload);
      assert.ok(status >= 400, url);
      assert.match(type, /^application\/json/, url);
    }
    const [status, type] = await ask("GET", "/auth/device?request=unknown");
    assert.ok(status >= 400);
    assert.match(type, /^text\/html/);
  });
});
