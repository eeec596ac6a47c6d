import assert from "node:assert/strict";
import { adminRoutes } from "../../protocol/admin.ts";
import { errorStatus } from "../../protocol/errors.ts";
import { routes as shareRoutes } from "../../protocol/routes.ts";
import { TestApp } from "../testing/test-app.ts";

const routes = { ...shareRoutes, ...adminRoutes };

describe("the OpenAPI document", () => {
  it("describes every route with its answers, errors and security", async () => {
    const { app } = await TestApp.build();
    const document = (await app.inject("/docs/json")).json();
    assert.equal(document.openapi, "3.1.0");
    for (const [name, route] of Object.entries(routes)) {
      const operation = document.paths[route.path.replace(/:(\w+)/g, "{$1}")][route.method.toLowerCase()];
      assert.equal(operation.operationId, name);
      assert.equal("security" in operation, route.access !== "anyone");
      const statuses = [route.status, ...route.errors.map((code) => errorStatus[code])];
      for (const status of statuses) assert.ok(operation.responses[status], `${name} ${status}`);
    }
    const sync = document.paths["/api/sessions/share/{id}/sync"].post;
    const { schema } = sync.requestBody.content["application/json"];
    assert.equal(schema.properties.entries.maxItems, 64);
    const owned = document.paths["/api/sessions/shares"].get;
    assert.deepEqual(
      owned.parameters.map(({ name }: { name: string }) => name),
      ["share-protocol", "after"],
    );
    await app.close();
  });

  it("describes what versions tell each other", async () => {
    const { app } = await TestApp.build();
    const { paths } = (await app.inject("/docs/json")).json();
    const { post, get } = { ...paths["/api/sessions/share"], ...paths["/healthz"] };
    assert.ok(post.parameters.some(({ name }: { name: string }) => name === "share-protocol"));
    assert.ok(post.responses[422] && post.responses[426]);
    assert.ok(post.requestBody.content["application/json"].schema.properties.requires);
    assert.ok(post.responses[201].content["application/json"].schema.properties.ignored);
    assert.ok(get.responses[200].content["application/json"].schema.properties.protocolVersion);
    const follow = paths["/api/sessions/shared/{id}/live"].get;
    assert.ok(follow.parameters.some(({ name }: { name: string }) => name === "protocol"));
    await app.close();
  });

  it("describes what each line is of an answer that is NDJSON", async () => {
    const { app } = await TestApp.build();
    const { paths } = (await app.inject("/docs/json")).json();
    const { content } = paths["/api/admin/audit"].get.responses[200];
    assert.ok(content["application/x-ndjson"].schema.properties.actor.description);
    await app.close();
  });

  it("describes only routes that exist", async () => {
    const { app } = await TestApp.build();
    await app.ready();
    for (const { method, path } of Object.values(routes))
      assert.ok(app.hasRoute({ method, url: path }), path);
    await app.close();
  });
});
