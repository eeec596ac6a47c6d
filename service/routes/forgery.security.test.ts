import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { assertError } from "../testing/assert-error.ts";
import { Cast } from "../testing/cast.ts";
import { part } from "../testing/test-client.ts";

const bodies: Readonly<Record<string, object>> = {
  createShare: { sessionId: "ses_sample" },
  syncShare: { entries: [part(1, "a")] },
  updateShare: { title: "Taken over" },
  openShare: {},
  startDevice: { tokenHash: "h".repeat(43), label: "VS Code" },
};
const writing = Object.entries(routes).filter(([, { method }]) => method !== "GET");

describe("a page of another site", () => {
  let cast: Cast;
  let share: CreateShareResponse;
  beforeEach(async () => {
    cast = await Cast.meet();
    share = await cast.share("org");
  });
  afterEach(() => cast.service.app.close());

  const cookie = () => cast.cookie;
  const origins: Readonly<Record<string, string | undefined>> = {
    "another site": "https://evil.test",
    "a site whose name begins alike": "https://share.test.evil.test",
    "the same host without TLS": "http://share.test",
    "the same host at another port": "https://share.test:8443",
    "a sandboxed frame": "null",
    "nobody says where": undefined,
  };
  for (const [what, origin] of Object.entries(origins))
    for (const [name, route] of writing)
      it(`cannot ride on somebody's cookie: ${name} from ${what}`, async () => {
        const body = bodies[name];
        // A page names its own host where it can reach the service by that, too: by DNS, or without TLS.
        const hosts = ["share.test", URL.canParse(origin ?? "") ? new URL(origin ?? "").host : "share.test"];
        for (const host of new Set(hosts)) {
          const headers = { host, cookie: cookie(), ...(origin === undefined ? {} : { origin }) };
          const options = { headers, ...(body ? { body } : {}) };
          assertError(await cast.service.call(route, share.shareId, options), 403, "forbidden");
        }
        const { title } = await cast.service.shares.authorize(
          { user: undefined, secret: share.secret },
          share.shareId,
        );
        assert.equal(title, "Secret plans");
      });

  it("cannot ride on a ticket's cookie either", async () => {
    const { shareId } = await cast.share("views");
    const headers = { cookie: "ocs_ticket=x", origin: "https://evil.test" };
    assertError(await cast.service.call(routes.openShare, shareId, { headers, body: {} }), 403, "forbidden");
  });

  it("may not read what a browser would bring it: no answer names it", async () => {
    for (const route of Object.values(routes))
      for (const method of [route.method, "OPTIONS"] as const) {
        const { headers } = await cast.service.app.inject({
          method,
          url: route.path.replace(":id", share.shareId),
          headers: { cookie: cookie(), origin: "https://evil.test", "access-control-request-method": "POST" },
        });
        const named = Object.keys(headers).filter((header) => header.startsWith("access-control-"));
        assert.deepEqual(named, [], `${method} ${route.path}`);
      }
  });

  for (const type of [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "",
  ])
    it(`cannot send what needs no leave: ${type || "no type"}`, async () => {
      const { statusCode } = await cast.service.app.inject({
        method: "POST",
        url: routes.createShare.path,
        headers: {
          authorization: `Bearer ${cast.tokenOf("creator")}`,
          ...(type ? { "content-type": type } : {}),
        },
        payload: JSON.stringify(bodies.createShare),
      });
      assert.ok(statusCode === 400 || statusCode === 415, String(statusCode));
    });

  it("changes nothing by what it can load: no GET has an effect", async () => {
    const before = await cast.service.call(routes.shareInfo, share.shareId, { secret: share.secret });
    for (const route of Object.values(routes)) {
      const url = route.path.replace(":id", share.shareId);
      for (const method of ["GET", "HEAD"] as const)
        await cast.service.app.inject({
          method,
          url,
          headers: { cookie: cookie(), origin: "https://evil.test" },
        });
    }
    const after = await cast.service.call(routes.shareInfo, share.shareId, { secret: share.secret });
    assert.deepEqual(after.json(), before.json());
  });

  it("gains nothing by method override", async () => {
    for (const header of ["x-http-method-override", "x-method-override", "x-http-method"]) {
      await cast.service.app.inject({
        url: `${routes.shareInfo.path.replace(":id", share.shareId)}?_method=DELETE`,
        headers: { authorization: `Bearer ${share.secret}`, [header]: "DELETE" },
      });
    }
    const { statusCode } = await cast.service.call(routes.shareInfo, share.shareId, { secret: share.secret });
    assert.equal(statusCode, 200);
  });
});

describe("the service's own page", () => {
  it("may do what its cookie allows", async () => {
    const cast = await Cast.meet();
    const share = await cast.share("org");
    const headers = cast.headersOf("creatorCookie", share);
    for (const [name, route] of writing) {
      // A cookie is no personal token that could end itself.
      if (route === routes.endToken) continue;
      const body = bodies[name];
      const response = await cast.service.call(route, share.shareId, { headers, ...(body ? { body } : {}) });
      const expected = name === "openShare" ? [200, 410] : [route.status];
      assert.ok(expected.includes(response.statusCode), `${name} ${response.statusCode}`);
    }
    await cast.service.app.close();
  });
});
