import assert from "node:assert/strict";
import type { LightMyRequestResponse } from "fastify";
import { DAY_MS } from "../../primitives/durations.ts";
import { type AdminShares, adminRoutes, type CreatedToken } from "../../protocol/admin.ts";
import type { AuditRecord } from "../../protocol/audit.ts";
import { ADMIN_KEY_PREFIX } from "../../protocol/identity.ts";
import { formatShareLink } from "../../protocol/links.ts";
import { routes } from "../../protocol/routes.ts";
import type { CreateShareResponse } from "../../protocol/share.ts";
import { referenceOf } from "../store/reference.ts";
import { assertError } from "../testing/assert-error.ts";
import { put, sampleKey, sampleMeta } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

type Name = keyof typeof adminRoutes;

/** Two organisations with people, and a share in each. */
class Town {
  readonly service: TestApp;
  readonly tokens: Record<"ann" | "boss" | "evilBoss" | "root", string>;
  readonly acme: CreateShareResponse;
  readonly evil: CreateShareResponse;

  private constructor(
    service: TestApp,
    tokens: Town["tokens"],
    acme: CreateShareResponse,
    evil: CreateShareResponse,
  ) {
    this.service = service;
    this.tokens = tokens;
    this.acme = acme;
    this.evil = evil;
  }

  static async build(policy: object = {}): Promise<Town> {
    const service = await TestApp.build({ auth: "token", policy });
    const tokens = {
      ann: await service.token({ id: "ann", name: "Ann Ash", email: "ann@acme.test" }),
      boss: await service.token({ id: "boss", role: "orgAdmin" }),
      evilBoss: await service.token({ id: "eve", org: "evil", role: "orgAdmin" }),
      root: await service.token({ id: "root", org: "ops", role: "admin" }),
    };
    const acme = await service.create({ title: "TOP-TITLE", audience: "me" }, tokens.ann);
    const evil = await service.create({ title: "TOP-EVIL" }, tokens.evilBoss);
    const content = { type: "text", text: "TOP-CONTENT" };
    await service.sync(acme, [{ key: sampleKey(1), content }]);
    return new Town(service, tokens, acme, evil);
  }

  ask(
    name: Name,
    token?: string,
    rest: { url?: string; body?: object } = {},
  ): Promise<LightMyRequestResponse> {
    const { method, path } = adminRoutes[name];
    return this.service.app.inject({
      method,
      url: rest.url ?? path.replace(":share", referenceOf(this.acme.shareId)).replace(":id", "x".repeat(12)),
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      ...(rest.body === undefined ? {} : { body: rest.body }),
    });
  }

  async list(token: string, query = ""): Promise<AdminShares> {
    return (await this.ask("adminListShares", token, { url: `/api/admin/shares?${query}` })).json();
  }

  async audit(token: string, query = ""): Promise<AuditRecord[]> {
    const { body } = await this.ask("adminAudit", token, { url: `/api/admin/audit?${query}` });
    return body
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AuditRecord);
  }
}

describe("the admin API", () => {
  let town: Town;
  beforeEach(async () => {
    town = await Town.build();
  });
  afterEach(() => town.service.app.close());

  const someone = "/api/admin/users?id=nobody&org=acme";
  const body = { user: { id: "new", org: "acme" } };
  for (const name of Object.keys(adminRoutes) as Name[]) {
    const { access } = adminRoutes[name];
    const rest = {
      ...(name === "adminRemoveUser" ? { url: someone } : {}),
      ...(name === "adminCreateToken" ? { body } : {}),
    };

    it(`lets nobody use ${name} but ${access}`, async () => {
      assertError(await town.ask(name, undefined, rest), 401, "sign_in_required");
      assertError(await town.ask(name, town.tokens.ann, rest), 403, "forbidden");
      assertError(await town.ask(name, "e30.e30.c2ln", rest), 401, "unauthorized");
      assertError(await town.ask(name, `${ADMIN_KEY_PREFIX}${"x".repeat(43)}`, rest), 401, "unauthorized");
      assertError(await town.ask(name, town.acme.secret, rest), 401, "sign_in_required");
      if (access === "admin") assertError(await town.ask(name, town.tokens.boss, rest), 403, "forbidden");
    });

    it(`serves an admin with ${name}`, async () => {
      const response = await town.ask(name, town.tokens.root, rest);
      const isUnknown = name === "adminRevokeToken" || name === "adminAcceptDamage";
      const expected = isUnknown ? 404 : adminRoutes[name].status;
      assert.equal(response.statusCode, expected, response.body);
      const route = adminRoutes[name];
      if ("response" in route) route.response.parse(response.json());
    });
  }

  it("shows an organisation's admin no share of another, and does not even say that there is one", async () => {
    const [own] = (await town.list(town.tokens.boss)).shares;
    assert.equal(own?.reference, referenceOf(town.acme.shareId));
    assert.equal((await town.list(town.tokens.boss)).total, 1);
    assert.equal((await town.list(town.tokens.boss, `share=${referenceOf(town.evil.shareId)}`)).total, 0);
    assertError(
      await town.ask("adminListShares", town.tokens.boss, { url: "/api/admin/shares?org=evil" }),
      403,
      "forbidden",
    );
    assertError(
      await town.ask("adminUsage", town.tokens.boss, { url: "/api/admin/usage?org=evil" }),
      403,
      "forbidden",
    );
    for (const token of [town.tokens.evilBoss])
      for (const name of ["adminShowShare", "adminRevokeShare"] as const)
        for (const share of [referenceOf(town.acme.shareId), town.acme.shareId])
          assertError(await town.ask(name, token, { url: `/api/admin/shares/${share}` }), 404, "not_found");
    const { rows } = (await town.ask("adminUsage", town.tokens.boss)).json();
    assert.deepEqual(
      rows.map(({ org, owner, shares }: { org: string; owner: string; shares: number }) => [
        org,
        owner,
        shares,
      ]),
      [["acme", "ann", 1]],
    );
    assert.equal(
      (await town.service.call(routes.readManifest, town.acme.shareId, { secret: town.acme.secret }))
        .statusCode,
      200,
    );
  });

  it("finds shares by organisation, owner, audience, link, reference and id", async () => {
    const { root } = town.tokens;
    const { shareId } = town.acme;
    const link = formatShareLink({ serviceUrl: "https://share.test/base", shareId });
    const finds = async (query: string) =>
      (await town.list(root, query)).shares.map(({ reference }) => reference);
    const acme = referenceOf(shareId);
    for (const query of [
      "org=acme",
      "owner=ANN",
      "owner=ash",
      "audience=me",
      `share=${acme}`,
      `share=${shareId}`,
      `share=${encodeURIComponent(link)}`,
      "org=acme&owner=ann&audience=me",
    ])
      assert.deepEqual(await finds(query), [acme], query);
    for (const query of ["org=acme&owner=eve", "audience=people", "share=nonsense"])
      assert.deepEqual(await finds(query), [], query);
    assert.equal((await finds("org=&owner=&share=")).length, 2);
    assertError(
      await town.ask("adminListShares", root, { url: "/api/admin/shares?audience=all" }),
      400,
      "invalid_request",
    );
  });

  it("gives long lists in pages", async () => {
    const { root, ann } = town.tokens;
    for (let n = 0; n < 4; n++) await town.service.create({}, ann);
    const all = (await town.list(root)).shares.map(({ reference }) => reference);
    const paged: string[] = [];
    for (let after: string | null = ""; after !== null; ) {
      const page: AdminShares = await town.list(root, `limit=2&after=${after}`);
      assert.equal(page.total, 6);
      paged.push(...page.shares.map(({ reference }) => reference));
      after = page.next;
    }
    assert.deepEqual(paged, all);
    assert.equal(all.length, 6);
  });

  it("never tells a link, a title, a session or a content", async () => {
    const { root, boss } = town.tokens;
    const texts: string[] = [];
    for (const token of [root, boss])
      for (const name of ["adminListShares", "adminShowShare", "adminUsage", "adminAudit"] as const)
        texts.push((await town.ask(name, token)).body);
    for (const name of [
      "adminListUsers",
      "adminListTokens",
      "adminVerify",
      "adminPurge",
      "adminListDamage",
    ] as const)
      texts.push((await town.ask(name, root)).body);
    const { shareId, secret } = town.acme;
    for (const hidden of [shareId, secret, "TOP-", "ses_sample", root.slice(8), town.tokens.ann.slice(8)])
      for (const text of texts) assert.ok(!text.includes(hidden), `${hidden} in ${text}`);
  });

  it("lets an admin of the service, and of the organisation, end a share, but not read it", async () => {
    for (const token of [town.tokens.root, town.tokens.boss]) {
      const share = await town.service.create({ audience: "me" }, town.tokens.ann);
      assertError(
        await town.service.call(routes.readShare, share.shareId, { secret: token }),
        403,
        "forbidden",
      );
      const url = `/api/admin/shares/${referenceOf(share.shareId)}`;
      assert.equal((await town.ask("adminRevokeShare", token, { url })).statusCode, 204);
      assertError(await town.service.call(routes.readShare, share.shareId), 410, "revoked");
      assertError(await town.ask("adminRevokeShare", token, { url }), 404, "not_found");
    }
  });

  it("tells a new token once; it works at once, and no longer the moment it is revoked", async () => {
    const { root } = town.tokens;
    const user = { id: "zoe", org: "acme", role: "orgAdmin" };
    const made = await town.ask("adminCreateToken", root, { body: { user, expiresInDays: 1, label: "ci" } });
    const { token, id, expiresAt } = made.json<CreatedToken>();
    assert.equal(expiresAt, town.service.clock.now + DAY_MS);
    const me = () => town.service.call(routes.me, "", { secret: token });
    assert.equal((await me()).json().user.id, "zoe");
    const list = (await town.ask("adminListTokens", root, { url: "/api/admin/tokens?user=zoe" })).body;
    assert.ok(!list.includes(token.slice(8)) && list.includes(id));
    assert.equal(
      (await town.ask("adminRevokeToken", root, { url: `/api/admin/tokens/${id}` })).statusCode,
      204,
    );
    assertError(await me(), 401, "unauthorized");
    assertError(
      await town.ask("adminRevokeToken", root, { url: `/api/admin/tokens/${id}` }),
      404,
      "not_found",
    );
  });

  it("removes all that a user has, and nothing of the same id in another organisation", async () => {
    const { root } = town.tokens;
    const other = await town.service.token({ id: "ann", org: "evil" });
    const url = "/api/admin/users?id=ann&org=acme";
    const removed = await town.ask("adminRemoveUser", root, { url });
    assert.deepEqual(removed.json(), { tokens: 1, shares: 1 });
    assertError(await town.service.call(routes.me, "", { secret: town.tokens.ann }), 401, "unauthorized");
    assertError(await town.service.call(routes.readShare, town.acme.shareId), 410, "revoked");
    assert.equal((await town.service.call(routes.me, "", { secret: other })).statusCode, 200);
    const { users } = (await town.ask("adminListUsers", root)).json();
    assert.deepEqual(
      users.map(
        ({ org, id, shares }: { org: string; id: string; shares: number }) => `${org} ${id} ${shares}`,
      ),
      ["acme boss 0", "evil ann 0", "evil eve 1", "ops root 0"],
    );
  });

  it("leaves a user who is removed no token or share that they get meanwhile", async () => {
    const { root } = town.tokens;
    const { tokens, shares } = town.service.stores;
    const [listTokens, listShares] = [tokens.list.bind(tokens), shares.list.bind(shares)];
    let more = 3;
    tokens.list = async () => {
      const listed = await listTokens();
      if (more-- > 0) await town.service.token({ id: "ann" });
      return listed;
    };
    let isShared = false;
    shares.list = async (query) => {
      const listed = await listShares(query);
      if (!isShared) await shares.create(sampleMeta({ org: "acme", owner: { id: "ann" } }));
      isShared = true;
      return listed;
    };
    const removed = await town.ask("adminRemoveUser", root, { url: "/api/admin/users?id=ann&org=acme" });
    assert.deepEqual(removed.json(), { tokens: 4, shares: 2 });
    assert.deepEqual(
      (await listTokens()).filter(({ user }) => user.id === "ann"),
      [],
    );
    assert.equal(await shares.count({ org: "acme", ownerId: "ann" }), 0);
  });

  it("writes down every use of it, with who, from where and what", async () => {
    const { root } = town.tokens;
    const zoe = { user: { id: "zoe", org: "acme" } };
    const { id } = (await town.ask("adminCreateToken", root, { body: zoe })).json<CreatedToken>();
    const others: [Name, object?][] = [
      ["adminRevokeToken", { url: `/api/admin/tokens/${id}` }],
      ["adminListShares"],
      ["adminShowShare"],
      ["adminUsage"],
      ["adminListUsers"],
      ["adminListTokens"],
      ["adminVerify"],
      ["adminPurge"],
      ["adminRevokeShare"],
      ["adminRemoveUser", { url: "/api/admin/users?id=zoe&org=acme" }],
    ];
    for (const [name, rest] of others) await town.ask(name, root, rest);
    const written = await town.audit(root, "actor=root");
    assert.deepEqual(
      written.map(({ action, detail = "" }) => `${action} ${detail}`.trim()),
      [
        `token.created zoe member ${id}`,
        `token.revoked zoe ${id}`,
        "admin.read shares",
        "admin.read share",
        "admin.read usage",
        "admin.read users",
        "admin.read tokens",
        "admin.verified",
        "admin.purged expired 0 tombstones 0 audit 0",
        "share.revoked",
        "user.removed zoe",
        "admin.read audit",
      ],
    );
    for (const record of written) assert.deepEqual([record.org, record.from], ["ops", "127.0.0.1"]);
    const reference = referenceOf(town.acme.shareId);
    const revoked = written.find(({ action }) => action === "share.revoked");
    assert.deepEqual([revoked?.share, revoked?.shareOrg], [reference, "acme"]);
  });

  it("answers the audit by time, share, actor and action, and only the newest when asked", async () => {
    const { root, ann } = town.tokens;
    town.service.clock.now += 1000;
    const since = town.service.clock.now;
    const { shareId } = await town.service.create({}, ann);
    const actions = async (query: string) => (await town.audit(root, query)).map(({ action }) => action);
    assert.deepEqual(await actions(`since=${since}&action=share.created`), ["share.created"]);
    assert.deepEqual(await actions(`until=${since}&action=share.created`), [
      "share.created",
      "share.created",
    ]);
    assert.deepEqual(await actions(`share=${shareId}`), ["share.created"]);
    assert.deepEqual(await actions(`share=${referenceOf(shareId)}&actor=ann`), ["share.created"]);
    assert.deepEqual(await actions("share=nonsense"), []);
    assert.deepEqual(await actions("last=1"), ["admin.read"]);
    for (const query of ["since=yesterday", "since=-1", "since=1e300", "action=all", "last=0"])
      assertError(
        await town.ask("adminAudit", root, { url: `/api/admin/audit?${query}` }),
        400,
        "invalid_request",
      );
  });

  it("tells an organisation's admin what concerns it, and not what its people did elsewhere", async () => {
    const { boss, evilBoss, root } = town.tokens;
    await town.service.call(routes.readShare, town.evil.shareId, { secret: town.tokens.ann });
    await town.ask("adminRemoveUser", root, { url: "/api/admin/users?id=TOP-NAME&org=evil" });
    const seen = await town.audit(boss);
    assert.deepEqual(
      seen.map(({ action }) => action),
      ["share.created", "share.refused", "admin.read"],
    );
    const refused = seen.find(({ action }) => action === "share.refused");
    assert.deepEqual([refused?.actor, refused?.share, refused?.shareOrg], ["ann", undefined, undefined]);
    assert.ok(!JSON.stringify(await town.audit(boss)).includes(referenceOf(town.evil.shareId)));
    assert.ok(JSON.stringify(await town.audit(evilBoss)).includes("TOP-NAME"));
  });

  it("deletes what the policy keeps no longer", async () => {
    await town.service.app.close();
    town = await Town.build({ retention: { goneDays: 10, auditDays: 20 } });
    const { clock, stores } = town.service;
    const { root, ann } = town.tokens;
    const brief = await town.service.create({ expiresInDays: 1 }, ann);
    await town.service.call(routes.deleteShare, town.acme.shareId, { secret: town.acme.secret });
    clock.now += 15 * DAY_MS;
    assert.deepEqual((await town.ask("adminPurge", root)).json(), { expired: 1, tombstones: 1, audit: 0 });
    assert.equal(await stores.shares.get(town.acme.shareId), undefined);
    assertError(await town.service.call(routes.readShare, brief.shareId), 410, "expired");
    clock.now += 10 * DAY_MS;
    const purged = (await town.ask("adminPurge", root)).json();
    assert.ok(purged.audit >= 4, JSON.stringify(purged));
    assert.deepEqual((await town.audit(root)).map(({ action }) => action).slice(0, 2), [
      "share.expired",
      "admin.purged",
    ]);
  });

  it("tells nothing to a page of another site, whatever cookie its reader has", async () => {
    const { method } = adminRoutes.adminRevokeShare;
    const response = await town.service.app.inject({
      method,
      url: `/api/admin/shares/${referenceOf(town.acme.shareId)}`,
      headers: { cookie: "__Host-ocs_session=x", origin: "https://evil.test" },
    });
    assertError(response, 403, "forbidden");
  });

  it("knows no admin where nobody is known", async () => {
    const service = await TestApp.build();
    for (const { method, path } of Object.values(adminRoutes))
      assert.equal((await service.app.inject({ method, url: path })).statusCode, 401, path);
    await service.app.close();
  });

  it("counts the content's size, and openings, as usage", async () => {
    const { root } = town.tokens;
    await town.service.stores.shares.append(town.acme.shareId, [put(2, "x".repeat(5000))]);
    await town.service.stores.shares.countOpen(town.acme.shareId, 1);
    const { rows } = (await town.ask("adminUsage", root, { url: "/api/admin/usage?org=acme" })).json();
    assert.equal(rows.length, 1);
    assert.ok(rows[0].bytes > 5000);
    assert.equal(rows[0].opens, 1);
  });
});
