import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

const FOREIGN_ID = "x".repeat(43);

describe("who tries ids", () => {
  let service: TestApp;
  let token: string;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
    token = await service.token({ id: "ann" });
  });
  afterEach(() => service.app.close());

  const unknown = [
    FOREIGN_ID,
    "short",
    "x".repeat(44),
    "x".repeat(2000),
    "..%2f..%2findex",
    "%00",
    "'%20OR%201=1--",
  ];
  const bodies: Readonly<Record<string, object>> = {
    updateShare: { title: "T" },
    syncShare: { entries: [part(1, "a")] },
  };
  for (const [name, route] of Object.entries(routes)) {
    if (!route.path.includes(":id")) continue;
    const body = bodies[name] ?? {};
    it(`gets one answer for all that are none: ${name}`, async () => {
      const seen = new Set<string>();
      for (const shareId of unknown) {
        const sent = route.method === "GET" || route.method === "DELETE" ? {} : { body };
        const response = await service.call(route, shareId, { secret: token, ...sent });
        const { date: _, "content-length": __, ...headers } = response.headers;
        assert.equal(response.statusCode, 404, shareId);
        seen.add(`${response.json().error.code} ${JSON.stringify(headers)}`);
      }
      assert.equal(seen.size, 1);
    });
  }

  it("finds no list of them", async () => {
    const { shareId } = await service.create({ audience: "link" }, token);
    const other = await service.token({ id: "bob" });
    const addresses = [
      "/api/sessions",
      "/api/sessions/share",
      "/api/sessions/share/",
      "/api/sessions/shared",
      "/api/sessions/shared/",
      "/api/sessions/shares",
      `/api/sessions/shares?after=${shareId}`,
      "/share",
      "/share/",
      "/s/",
      "/robots.txt",
      "/sitemap.xml",
      "/.well-known/security.txt",
    ];
    for (const url of addresses)
      for (const authorization of [undefined, `Bearer ${other}`]) {
        const { body } = await service.app.inject({ url, headers: authorization ? { authorization } : {} });
        assert.ok(!body.includes(shareId), url);
      }
  });

  it("cannot derive one: the same session gets another each time, and neither tells of it", async () => {
    const made = await Promise.all(Array.from({ length: 50 }, () => service.create({}, token)));
    const tokens = made.flatMap(({ shareId, secret }) => [shareId, secret]);
    assert.equal(new Set(tokens).size, 100);
    for (const text of tokens) assert.equal(Buffer.from(text, "base64url").length, 32);
  });
});

describe("who wants to choose what a share is", () => {
  let service: TestApp;
  let token: string;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token" });
    token = await service.token({ id: "ann" });
  });
  afterEach(() => service.app.close());

  const chosen: Readonly<Record<string, unknown>> = {
    shareId: FOREIGN_ID,
    id: FOREIGN_ID,
    secret: FOREIGN_ID,
    secretHash: FOREIGN_ID,
    owner: { id: "bob" },
    org: "globex",
    createdAt: 0,
    passwordHash: "scrypt$1$1$1$$",
    views: -5,
    revision: 7,
    shareUrl: "https://evil.test",
  };
  for (const [field, value] of Object.entries(chosen))
    it(`chooses no ${field}, at the creation or later`, async () => {
      const created = await service.create({ [field]: value }, token);
      const { shareId, secret } = created;
      assert.deepEqual(created.ignored, [field]);
      const stored = async () => {
        const record = await service.stores.shares.get(shareId);
        return record?.state === "live" ? JSON.stringify(record.meta) : "gone";
      };
      const before = await stored();
      assert.ok(!before.includes(`"${field}":${JSON.stringify(value)}`), before);
      const change = { secret, body: { title: "", [field]: value } };
      const changed = (await service.call(routes.updateShare, shareId, change)).json();
      assert.deepEqual(changed.ignored, [field]);
      assert.equal(await stored(), before);
    });

  it("gains nothing by a prototype", async () => {
    const response = await service.app.inject({
      method: "POST",
      url: routes.createShare.path,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      payload: `{"sessionId":"s","__proto__":{"audience":"link","org":"globex","role":"admin"}}`,
    });
    assert.equal(({} as { role?: string }).role, undefined);
    if (response.statusCode === 201) assert.equal(response.json().audience, "org");
    else assertError(response, 400, "invalid_request");
  });

  it("takes over no share by creating its session again", async () => {
    const mine = await service.create({ sessionId: "ses_1" }, token);
    const bob = await service.token({ id: "bob" });
    const theirs = await service.create({ sessionId: "ses_1" }, bob);
    assert.notEqual(theirs.shareId, mine.shareId);
    assertError(await service.sync({ ...mine, secret: theirs.secret }, [part(1, "a")]), 401, "unauthorized");
  });
});
