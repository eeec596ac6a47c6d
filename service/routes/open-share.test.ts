import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { openShareResponseSchema, TICKET_HEADER } from "../../protocol/share.ts";
import { TICKET_MS } from "../shares/tickets.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";

const password = "correct horse";

describe("opening a share", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build();
  });
  afterEach(() => service.app.close());

  const read = (shareId: string, headers: Record<string, string> = {}) =>
    service.call(routes.readShare, shareId, { headers });
  const open = (shareId: string, body: object = {}) => service.call(routes.openShare, shareId, { body });

  it("with the password lets one read, by ticket or cookie", async () => {
    const { shareId } = await service.create({ password });
    assertError(await read(shareId), 401, "password_required");
    const opened = await open(shareId, { password });
    const { ticket, expiresAt } = openShareResponseSchema.parse(opened.json());
    assert.equal(expiresAt, service.clock.now + TICKET_MS);
    assert.equal((await read(shareId, { [TICKET_HEADER]: ticket })).statusCode, 200);
    const [cookie] = opened.cookies;
    assert.deepEqual(
      { ...cookie, value: undefined, expires: undefined },
      {
        name: "ocs_ticket",
        path: `/api/sessions/shared/${shareId}`,
        httpOnly: true,
        secure: true,
        sameSite: "Lax",
        value: undefined,
        expires: undefined,
      },
    );
    assert.equal((await read(shareId, { cookie: `ocs_ticket=${cookie?.value}` })).statusCode, 200);
  });

  it("with a wrong or missing password opens nothing", async () => {
    const { shareId } = await service.create({ password });
    assertError(await open(shareId), 401, "password_required");
    assertError(await open(shareId, { password: "wrong horse" }), 401, "password_required");
    assertError(await open(shareId, { password: "p".repeat(201) }), 400, "invalid_request");
  });

  it("lets the owner read without", async () => {
    const { shareId, secret } = await service.create({ password, maxViews: 1 });
    assert.equal((await service.call(routes.readShare, shareId, { secret })).statusCode, 200);
  });

  it("gives a ticket for this share, this password and a time", async () => {
    const { shareId, secret } = await service.create({ password });
    const other = await service.create({ password });
    const { ticket } = openShareResponseSchema.parse((await open(shareId, { password })).json());
    const headers = { [TICKET_HEADER]: ticket };
    assertError(await read(other.shareId, headers), 401, "password_required");
    await service.call(routes.updateShare, shareId, { secret, body: { password: "another horse" } });
    assertError(await read(shareId, headers), 401, "password_required");
    await service.call(routes.updateShare, shareId, { secret, body: { password: null } });
    assert.equal((await read(shareId)).statusCode, 200);
    const late = openShareResponseSchema.parse((await open(other.shareId, { password })).json());
    service.clock.now += TICKET_MS;
    assertError(await read(other.shareId, { [TICKET_HEADER]: late.ticket }), 401, "password_required");
  });

  it("uses up a view, which no reading and no wrong password does", async () => {
    const { shareId, secret } = await service.create({ maxViews: 2, password });
    for (let n = 0; n < 5; n++) assertError(await read(shareId), 401, "password_required");
    assertError(await open(shareId, { password: "wrong horse" }), 401, "password_required");
    const first = openShareResponseSchema.parse((await open(shareId, { password })).json());
    assert.equal((await open(shareId, { password })).statusCode, 200);
    assertError(await open(shareId, { password }), 410, "expired");
    assert.equal((await read(shareId, { [TICKET_HEADER]: first.ticket })).statusCode, 200);
    const { access } = (await service.call(routes.shareInfo, shareId, { secret })).json();
    assert.deepEqual([access.maxViews, access.views, access.hasPassword], [2, 2, true]);
    await service.call(routes.updateShare, shareId, { secret, body: { maxViews: 3 } });
    assert.equal((await open(shareId, { password })).statusCode, 200);
  });

  it("is asked for where views are counted without a password", async () => {
    const { shareId } = await service.create({ maxViews: 1 });
    assertError(await read(shareId), 401, "open_required");
    assert.equal((await open(shareId)).statusCode, 200);
  });

  it("can be tried only so often from one address, and by all together", async () => {
    const many = await TestApp.build({
      policy: { limits: { passwordAttemptsPerHour: 3 } },
      trustProxy: ["127.0.0.1"],
    });
    const { shareId } = await many.create({ password });
    const guess = (address: string, guessed: string) =>
      many.call(routes.openShare, shareId, {
        body: { password: guessed },
        headers: { "x-forwarded-for": address },
      });
    for (let n = 0; n < 3; n++)
      assertError(await guess("192.0.2.1", "wrong horse"), 401, "password_required");
    const refused = await guess("192.0.2.1", password);
    assertError(refused, 429, "too_many_requests");
    assert.ok(Number(refused.headers["retry-after"]) > 0);
    assert.equal((await guess("192.0.2.2", password)).statusCode, 200);
    many.clock.now += 3_600_000;
    assert.equal((await guess("192.0.2.1", password)).statusCode, 200);
    await many.app.close();
  });
});
