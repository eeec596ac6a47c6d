import assert from "node:assert/strict";
import Fastify from "fastify";
import { routes } from "../../protocol/routes.ts";
import { policyFileSchema, servicePolicy } from "../policy/service-policy.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { enforceAccess } from "./enforce-access.ts";

describe("a route", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
  });
  afterEach(() => service.app.close());

  const newApp = () => {
    const app = Fastify();
    enforceAccess(
      app,
      { shares: service.shares, policy: servicePolicy("token", policyFileSchema.parse({})) },
      ["/open"],
    );
    return app;
  };
  const handler = async () => "";

  it("that does not say whom it serves keeps the service from starting", () => {
    assert.throws(() => newApp().get("/api/new", handler), /\/api\/new does not say whom it serves/);
    assert.throws(() => newApp().get("/opened", handler), /does not say/);
    assert.throws(
      () => newApp().get("/api/new", { config: { access: "everybody" as "anyone" } }, handler),
      /does not say/,
    );
  });

  const strangers = {
    createShare: "sign_in_required",
    updateShare: "unauthorized",
    syncShare: "unauthorized",
  } as const;
  for (const [name, code] of Object.entries(strangers))
    it(`turns strangers away before it looks at their body: ${name}`, async () => {
      const owner = await service.token({ id: "ann" });
      const { shareId } = await service.create({}, owner);
      const { method, path } = routes[name as keyof typeof strangers];
      const url = path.replace(":id", shareId);
      const headers = { "content-type": "application/json" };
      const answer = await service.app.inject({ method, url, headers, payload: "{ no JSON" });
      assertError(answer, 401, code);
    });

  it("of somebody else's below an open path serves anyone", async () => {
    const app = newApp();
    app.get("/open/file", handler);
    assert.equal((await app.inject("/open/file")).statusCode, 200);
  });
});
