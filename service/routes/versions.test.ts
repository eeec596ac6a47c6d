import assert from "node:assert/strict";
import * as z from "zod";
import { routes } from "../../protocol/routes.ts";
import { createShareResponseSchema } from "../../protocol/share.ts";
import {
  OLDEST_PROTOCOL_VERSION,
  ownVersions,
  PROTOCOL_HEADER,
  PROTOCOL_VERSION,
} from "../../protocol/version.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

describe("clients of other versions", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  const speaking = (version: number) => ({ headers: { [PROTOCOL_HEADER]: String(version) } });
  const FORGOTTEN = OLDEST_PROTOCOL_VERSION - 1;

  it("are told which protocol the service speaks, and of which they may be", async () => {
    for (const route of [routes.health, routes.ready, routes.policy]) {
      const { protocolVersion, oldestProtocolVersion } = (await service.call(route, "")).json();
      assert.deepEqual({ protocolVersion, oldestProtocolVersion }, ownVersions);
    }
  });

  it("that it has forgotten are refused by name, and told to update", async () => {
    const share = await service.create();
    for (const route of [routes.listShares, routes.readShare, routes.followShare, routes.me]) {
      const response = await service.call(route, share.shareId, speaking(FORGOTTEN));
      assertError(response, 426, "upgrade_required");
      assert.match(response.json().error.message, /Update/);
    }
    const address = `${routes.followShare.path.replace(":id", share.shareId)}?protocol=${FORGOTTEN}`;
    assertError(await service.app.inject(address), 426, "upgrade_required");
  });

  it("that it has forgotten still learn that, and people still see pages", async () => {
    for (const path of [routes.health.path, routes.policy.path, "/docs/json"]) {
      const { statusCode } = await service.app.inject({ url: path, ...speaking(FORGOTTEN) });
      assert.equal(statusCode, 200, path);
    }
  });

  it("that are later, or tell no version, are served", async () => {
    const share = await service.create();
    for (const options of [speaking(PROTOCOL_VERSION + 7), speaking(OLDEST_PROTOCOL_VERSION), {}])
      assert.equal((await service.call(routes.readShare, share.shareId, options)).statusCode, 200);
  });

  it("may send fields that it does not know, and hear which were left out", async () => {
    const body = { sessionId: "s", title: "T", later: { anything: [1] } };
    const created = await service.call(routes.createShare, "", { body });
    assert.equal(created.statusCode, 201);
    const { shareId, secret, ignored } = created.json();
    assert.deepEqual(ignored, ["later"]);
    const entries = [{ ...part(1, "a"), later: 1 }];
    assert.equal(
      (await service.call(routes.syncShare, shareId, { secret, body: { entries, later: 1 } })).statusCode,
      200,
    );
    const change = { secret, body: { title: "U", later: 1 } };
    const changed = (await service.call(routes.updateShare, shareId, change)).json();
    assert.deepEqual([changed.share.title, changed.ignored], ["U", ["later"]]);
    const snapshot = (await service.call(routes.readShare, shareId)).json();
    assert.deepEqual(snapshot.entries, [part(1, "a")]);
    assert.equal((await service.create()).ignored, undefined);
  });

  it("lose no field that they require: the service refuses what it does not know by its name", async () => {
    const share = await service.create({ requires: ["mode"], mode: "snapshot" });
    assert.equal(share.ignored, undefined);
    const { shareId, secret } = share;
    const requires = ["onlyUntilRead"];
    const asked = [
      service.call(routes.createShare, "", { body: { sessionId: "s", onlyUntilRead: true, requires } }),
      service.call(routes.updateShare, shareId, {
        secret,
        body: { title: "U", onlyUntilRead: true, requires },
      }),
      service.call(routes.syncShare, shareId, { secret, body: { entries: [part(1, "a")], requires } }),
      service.call(routes.openShare, shareId, { body: { requires } }),
    ];
    for (const response of await Promise.all(asked)) {
      assertError(response, 422, "unsupported");
      assert.match(response.json().error.message, /onlyUntilRead/);
    }
    const snapshot = (await service.call(routes.readShare, shareId)).json();
    assert.deepEqual([snapshot.share.title, snapshot.entries], ["", []]);
  });

  it("are refused a word that it does not know: it may have been meant to narrow", async () => {
    const body = { sessionId: "s", audience: "team" };
    assertError(await service.call(routes.createShare, "", { body }), 400, "invalid_request");
  });

  it("hear nothing that the protocol does not describe", async () => {
    const strict = (schema: z.ZodObject) => z.strictObject(schema.shape);
    const created = await service.create();
    const { shareId, secret } = created;
    strict(createShareResponseSchema).parse(created);
    const answers: readonly [Parameters<TestApp["call"]>[0] & { response: z.ZodObject }, object][] = [
      [routes.health, {}],
      [routes.policy, {}],
      [routes.me, {}],
      [routes.readShare, {}],
      [routes.shareInfo, { secret }],
      [routes.readManifest, { secret }],
      [routes.updateShare, { secret, body: { title: "T" } }],
      [routes.syncShare, { secret, body: { entries: [part(1, "a")] } }],
    ];
    for (const [route, options] of answers)
      strict(route.response).parse((await service.call(route, shareId, options)).json());
  });
});
