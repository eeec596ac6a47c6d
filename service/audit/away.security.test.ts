import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { adminRoutes } from "../../protocol/admin.ts";
import { routes } from "../../protocol/routes.ts";
import { type CreateShareResponse, TICKET_HEADER } from "../../protocol/share.ts";
import { ShareUnknownError, StoreUnavailableError, StoreUncertainError } from "../store/errors.ts";
import { assertError } from "../testing/assert-error.ts";
import { collect } from "../testing/collect.ts";
import { LiveClient } from "../testing/live-client.ts";
import { TestApp } from "../testing/test-app.ts";
import type { AuditRecord } from "./audit-log.ts";
import { MemoryAuditLog } from "./memory-audit-log.ts";

/** An audit that can be away, such as on a disk without room. */
class AwayLog extends MemoryAuditLog {
  isAway = false;

  override async append(record: AuditRecord): Promise<void> {
    if (this.isAway) throw new StoreUnavailableError("disk full");
    await super.append(record);
  }
}

describe("while the audit cannot be written", () => {
  let log: AwayLog;
  let service: TestApp;
  let ann: string;
  let root: string;
  let share: CreateShareResponse;
  beforeEach(async () => {
    log = new AwayLog();
    service = await TestApp.build({ auth: "token", stores: { audit: log } });
    ann = await service.token({ id: "ann" });
    root = await service.token({ id: "root", role: "admin" });
    share = await service.create({ audience: "link", maxViews: 3 }, ann);
    log.isAway = true;
  });
  afterEach(() => service.app.close());

  const actions = async () => (await collect(log.query({}))).map(({ action }) => action);
  const call = (name: keyof typeof routes, secret: string, body?: object) =>
    service.call(routes[name], share.shareId, { secret, ...(body ? { body } : {}) });
  const admin = (name: keyof typeof adminRoutes, path?: string, body?: object) =>
    service.call({ ...adminRoutes[name], path: path ?? adminRoutes[name].path }, "", {
      secret: root,
      ...(body ? { body } : {}),
    });
  /** What follows as soon as the audit is there again. */
  const followed = async () => {
    const before = (await actions()).length;
    const unready = await service.call(routes.ready, "");
    assertError(unready, 503, "unavailable");
    assert.match(unready.body, /audit: records that wait to be written: \d/);
    log.isAway = false;
    await service.parts.audit.check();
    return (await actions()).slice(before);
  };

  describe("nothing is given to anybody", () => {
    it("no share is created", async () => {
      const { shares } = service.stores;
      assertError(await call("createShare", ann, { sessionId: "s" }), 503, "unavailable");
      assert.equal(await shares.count({}), 1);
    });

    it("no share is made wider", async () => {
      for (const body of [
        { expiresAt: null },
        { maxViews: 4 },
        { maxViews: null },
        { audience: "org", maxViews: null },
      ])
        assertError(await call("updateShare", share.secret, body), 503, "unavailable");
      const { access } = (await call("shareInfo", share.secret)).json();
      assert.equal(access.maxViews, 3);
    });

    it("no token is made", async () => {
      const body = { user: { id: "new", org: "acme" } };
      assertError(await admin("adminCreateToken", undefined, body), 503, "unavailable");
      assert.equal((await service.stores.tokens.list()).length, 2);
    });

    it("nothing is told to an admin", async () => {
      for (const name of [
        "adminListShares",
        "adminUsage",
        "adminAudit",
        "adminListUsers",
        "adminListTokens",
        "adminVerify",
      ] as const)
        assertError(await admin(name), 503, "unavailable");
    });

    it("nobody is signed in, and who is stays so", async () => {
      const { name, value } = await service.cookie(ann);
      const headers = { origin: "https://share.test", cookie: `${name}=${value}` };
      const answer = await service.app.inject({
        method: "POST",
        url: "/auth/login",
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
        payload: `token=${ann}`,
      });
      assert.equal(answer.statusCode, 503);
      assert.equal((await service.app.inject({ url: "/api/me", headers })).json().user.id, "ann");
    });

    it("all of it is possible again as soon as the audit is", async () => {
      log.isAway = false;
      assert.equal((await call("updateShare", share.secret, { maxViews: 4 })).statusCode, 200);
      assert.equal((await actions()).filter((action) => action === "share.changed").length, 1);
    });
  });

  describe("what ends something does, and its record follows", () => {
    it("unsharing", async () => {
      assert.equal((await call("deleteShare", share.secret)).statusCode, 204);
      assertError(await call("deleteShare", share.secret), 410, "revoked");
      assert.deepEqual(await followed(), ["share.revoked"]);
    });

    it("making a share smaller, however often that is asked for", async () => {
      for (const body of [{ maxViews: 2 }, { maxViews: 2 }, { audience: "me" }, { audience: "me" }])
        assert.equal((await call("updateShare", share.secret, body)).statusCode, 200);
      assert.deepEqual(await followed(), ["share.changed", "share.changed"]);
    });

    it("revoking a share, a token and a user as an admin", async () => {
      const other = await service.token({ id: "bob" });
      const [token] = (await service.stores.tokens.list()).filter(({ user }) => user.id === "bob");
      const path = `/api/admin/tokens/${token?.hash.slice(0, 12)}`;
      assert.equal((await admin("adminRevokeToken", path)).statusCode, 204);
      assertError(await call("listShares", other), 401, "unauthorized");
      assertError(await admin("adminRevokeToken", path), 404, "not_found");
      const answer = await admin("adminRemoveUser", "/api/admin/users?id=ann&org=acme");
      assert.deepEqual(answer.json(), { tokens: 1, shares: 1 });
      assert.deepEqual(await followed(), ["token.revoked", "share.revoked", "user.removed"]);
    });

    it("signing out, of a program and of a browser", async () => {
      const { name, value } = await service.cookie(root);
      const headers = { origin: "https://share.test", cookie: `${name}=${value}` };
      const answer = await service.app.inject({ method: "POST", url: "/auth/logout", headers });
      assert.equal(answer.statusCode, 204);
      assert.equal((await service.app.inject({ url: "/api/me", headers })).json().user, null);
      assert.equal((await call("endToken", ann)).statusCode, 204);
      assertError(await call("listShares", ann), 401, "unauthorized");
      assert.deepEqual(await followed(), ["signed-out", "token.revoked"]);
    });

    it("expiring", async () => {
      await call("updateShare", share.secret, { expiresInDays: 1 });
      service.clock.now += 86_400_000;
      assertError(await call("readShare", share.secret), 410, "expired");
      assert.deepEqual(await followed(), ["share.changed", "share.expired"]);
    });

    it("refusing, and opening by who may", async () => {
      await call("updateShare", share.secret, { audience: "me", maxViews: null });
      const bob = await service.token({ id: "bob" });
      assertError(await call("readShare", bob), 403, "forbidden");
      assert.deepEqual(await followed(), ["share.changed", "share.refused"]);
    });
  });

  it("the log of the service is told what the audit lacks", async () => {
    await service.app.close();
    const lines: string[] = [];
    service = await TestApp.build({
      stores: { audit: log },
      reportUnwritten: (record) => lines.push(JSON.stringify(record)),
    });
    log.isAway = false;
    share = await service.create();
    log.isAway = true;
    await call("deleteShare", share.secret);
    assert.match(lines.join(), /share\.revoked/);
    for (const hidden of [share.shareId, share.secret]) assert.ok(!lines.join().includes(hidden));
  });
});

describe("a token or session that ends", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  for (const way of ["itself", "admin", "user", "logout"] as const)
    it(`cuts off who follows by it before that is answered: ${way}`, async () => {
      service = await TestApp.build({ auth: "token" });
      const ann = await service.token({ id: "ann" });
      const bob = await service.token({ id: "bob" });
      const root = await service.token({ id: "root", role: "admin" });
      const { shareId } = await service.create({ audience: "org" }, ann);
      const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
      const { name, value } = await service.cookie(bob);
      const cookie = { origin: "https://share.test", cookie: `${name}=${value}` };
      const headers = way === "logout" ? cookie : { authorization: `Bearer ${bob}` };
      const viewer = new LiveClient(url, shareId, 0, { headers });
      const other = new LiveClient(url, shareId, 0, { headers: { authorization: `Bearer ${ann}` } });
      for (const one of [viewer, other]) await one.until(() => one.frames.length > 0);
      const asRoot = (method: "DELETE", path: string) => service.call({ method, path }, "", { secret: root });
      const id = (await service.stores.tokens.list())
        .find(({ user }) => user.id === "bob")
        ?.hash.slice(0, 12);
      const act = {
        itself: () => service.call(routes.endToken, "", { secret: bob }),
        admin: () => asRoot("DELETE", `/api/admin/tokens/${id}`),
        user: () => asRoot("DELETE", "/api/admin/users?id=bob&org=acme"),
        logout: () => service.app.inject({ method: "POST", url: "/auth/logout", headers: cookie }),
      }[way];
      assert.ok((await act()).statusCode < 300);
      assert.equal(service.parts.hub.viewers(shareId), 1);
      assert.equal(await viewer.closed, "unauthorized");
      other.socket.terminate();
    });
});

describe("while what is kept cannot be written", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  it("removing a user ends what can be ended, and says how much that was", async () => {
    service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const root = await service.token({ id: "root", role: "admin" });
    const [one, two] = [await service.create({}, ann), await service.create({}, ann)];
    const { shares } = service.stores;
    const remove = shares.remove.bind(shares);
    shares.remove = (shareId, ...rest) =>
      shareId === one.shareId
        ? Promise.reject(new StoreUnavailableError("disk full"))
        : remove(shareId, ...rest);
    const path = "/api/admin/users?id=ann&org=acme";
    const removal = () => service.call({ method: "DELETE", path }, "", { secret: root });
    const refused = await removal();
    assertError(refused, 503, "unavailable");
    assert.match(refused.body, /1 tokens and 1 shares/);
    assert.doesNotMatch(refused.body, /nothing was changed/);
    assert.equal((await shares.get(two.shareId))?.state, "gone");
    shares.remove = remove;
    assert.deepEqual((await removal()).json(), { tokens: 0, shares: 1 });
  });

  it("a change is not called undone because the contents cannot be read", async () => {
    service = await TestApp.build();
    const { shareId, secret } = await service.create();
    const { shares } = service.stores;
    shares.revision = () => Promise.reject(new StoreUnavailableError("damaged"));
    const answer = await service.call(routes.updateShare, shareId, { secret, body: { mode: "snapshot" } });
    assertError(answer, 503, "unavailable");
    assert.doesNotMatch(answer.body, /nothing was changed/);
    const record = await shares.get(shareId);
    assert.ok(record?.state === "live" && record.meta.mode === "snapshot");
  });

  it("a change that was not heard of any more is called neither made nor undone", async () => {
    service = await TestApp.build();
    const { shareId, secret } = await service.create({ expiresAt: Date.now() + DAY_MS });
    const { shares } = service.stores;
    const unheard = () => Promise.reject(new StoreUncertainError("cut off"));
    shares.create = unheard;
    shares.update = unheard;
    const answers = [
      await service.call(routes.createShare, "", { body: { sessionId: "s", title: "T" } }),
      await service.call(routes.updateShare, shareId, { secret, body: { expiresAt: null } }),
    ];
    for (const answer of answers) {
      assertError(answer, 503, "unavailable");
      assert.match(answer.body, /could not hear whether/);
    }
    const records = await collect(service.stores.audit.query({}));
    const refused = records.filter(({ action }) => action === "share.refused");
    assert.deepEqual(refused.map(({ detail }) => detail).sort(), [
      "perhaps not changed",
      "perhaps not created",
    ]);
  });

  it("a share is made smaller although its title cannot be written, and that is said", async () => {
    service = await TestApp.build();
    const { shareId, secret } = await service.create({ title: "T" });
    const { shares } = service.stores;
    const update = shares.update.bind(shares);
    shares.update = (id, change, version) =>
      change.title === undefined
        ? update(id, change, version)
        : Promise.reject(new StoreUnavailableError("disk full"));
    const body = { title: "U", maxViews: 1 };
    const change = () => service.call(routes.updateShare, shareId, { secret, body });
    const answer = await change();
    assertError(answer, 503, "unavailable");
    assert.match(answer.body, /All but the title/);
    const access = async () => (await service.call(routes.shareInfo, shareId, { secret })).json();
    assert.deepEqual([(await access()).access.maxViews, (await access()).share.title], [1, "T"]);
    shares.update = update;
    assert.equal((await change()).statusCode, 200);
    assert.equal((await access()).share.title, "U");
  });

  it("who follows is cut off although deleting was not finished", async () => {
    service = await TestApp.build();
    const { shareId, secret } = await service.create();
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    const viewer = new LiveClient(url, shareId);
    await viewer.until(() => viewer.frames.length > 0);
    const { shares } = service.stores;
    const remove = shares.remove.bind(shares);
    shares.remove = async (...args) => {
      const isEnded = await remove(...args);
      if (isEnded) throw new StoreUnavailableError("the file is still there");
      return isEnded;
    };
    const unshare = () => service.call(routes.deleteShare, shareId, { secret });
    const answers = await Promise.all([unshare(), unshare()]);
    assert.deepEqual(answers.map(({ statusCode }) => statusCode).sort(), [204, 503]);
    for (const { body } of answers) assert.doesNotMatch(body, /nothing was changed/);
    assert.equal(await viewer.closed, "revoked");
    const records = await collect(service.stores.audit.query({}));
    assert.equal(records.filter(({ action }) => action === "share.revoked").length, 1);
  });
});

describe("a share that is closed for damage", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  it("is its owner's alone, who can still end it", async () => {
    service = await TestApp.build({ auth: "token" });
    const ann = await service.token({ id: "ann" });
    const boss = await service.token({ id: "boss", role: "orgAdmin" });
    const share = await service.create({ audience: "link", maxViews: 3 }, ann);
    const { ticket } = (await service.call(routes.openShare, share.shareId, { body: {} })).json();
    const { shares } = service.stores;
    const get = shares.get.bind(shares);
    shares.get = async (shareId) => {
      const record = await get(shareId);
      return record?.state === "live" ? { ...record, isClosed: true } : record;
    };
    const read = (options: object) => service.call(routes.readShare, share.shareId, options);
    for (const options of [{}, { headers: { [TICKET_HEADER]: ticket } }, { secret: boss }]) {
      const refused = await read(options);
      assertError(refused, 503, "unavailable");
      assert.equal(refused.headers["cache-control"], "no-store");
      assertError(
        await service.call(routes.openShare, share.shareId, { body: {}, ...options }),
        503,
        "unavailable",
      );
    }
    for (const secret of [ann, share.secret]) assert.equal((await read({ secret })).statusCode, 200);
    const { secret } = share;
    const change = await service.call(routes.updateShare, share.shareId, {
      secret,
      body: { audience: "me" },
    });
    assert.equal(change.statusCode, 200);
    assert.equal((await service.call(routes.deleteShare, share.shareId, { secret: boss })).statusCode, 204);
    await assert.rejects(service.shares.read("x".repeat(43)), ShareUnknownError);
  });
});
