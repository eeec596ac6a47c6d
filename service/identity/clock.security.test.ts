import assert from "node:assert/strict";
import { DAY_MS } from "../../primitives/durations.ts";
import { routes } from "../../protocol/routes.ts";
import { openShareResponseSchema, TICKET_HEADER } from "../../protocol/share.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";
import { part } from "../testing/test-client.ts";

describe("the clock", () => {
  let service: TestApp;
  beforeEach(async () => {
    service = await TestApp.build({ auth: "token", policy: { expiry: { defaultDays: 7, maxDays: 30 } } });
  });
  afterEach(() => service.app.close());

  const at = (now: number) => {
    service.clock.now = now;
  };

  it("ends a token at its instant", async () => {
    const end = service.clock.now + 1000;
    const token = await service.token({ id: "ann" }, end);
    at(end - 1);
    assert.equal((await service.call(routes.me, "", { secret: token })).statusCode, 200);
    at(end);
    assertError(await service.call(routes.me, "", { secret: token }), 401, "unauthorized");
  });

  it("ends a share at its instant, for reading, opening, syncing and changing alike", async () => {
    const token = await service.token({ id: "ann" });
    const expiresAt = service.clock.now + 5000;
    const share = await service.create({ expiresAt, audience: "link" }, token);
    at(expiresAt - 1);
    assert.equal((await service.call(routes.readShare, share.shareId)).statusCode, 200);
    at(expiresAt);
    assertError(await service.call(routes.readShare, share.shareId), 410, "expired");
    assertError(await service.call(routes.openShare, share.shareId, { body: {} }), 410, "expired");
    assertError(await service.sync(share, [part(1, "a")]), 410, "expired");
    const { secret } = share;
    const extend = { secret, body: { expiresInDays: 7 } };
    assertError(await service.call(routes.updateShare, share.shareId, extend), 410, "expired");
  });

  it("brings nothing back when it is set back", async () => {
    const token = await service.token({ id: "ann" });
    const share = await service.create({ audience: "link" }, token);
    const { now } = service.clock;
    at(now + 8 * DAY_MS);
    await service.shares.sweep();
    at(now);
    assertError(await service.call(routes.readShare, share.shareId), 410, "expired");
    assertError(await service.sync(share, [part(1, "a")]), 410, "expired");
  });

  it("is the service's: a client's may be a day off, and no more", async () => {
    const token = await service.token({ id: "ann" });
    const create = (expiresAt: number | null) =>
      service.call(routes.createShare, "", { secret: token, body: { sessionId: "s", expiresAt } });
    const { now } = service.clock;
    assert.equal((await create(now + 30 * DAY_MS + DAY_MS / 2)).statusCode, 201);
    assertError(await create(now + 32 * DAY_MS), 403, "not_allowed");
    assertError(await create(null), 403, "not_allowed");
    assertError(await create(now), 400, "invalid_request");
    assertError(await create(now - DAY_MS), 400, "invalid_request");
  });

  it("ends a ticket with its share, though it would have lasted longer", async () => {
    const token = await service.token({ id: "ann" });
    const expiresAt = service.clock.now + 60_000;
    const { shareId, secret } = await service.create({ audience: "link", maxViews: 5, expiresAt }, token);
    const opened = await service.call(routes.openShare, shareId, { body: {} });
    const { ticket } = openShareResponseSchema.parse(opened.json());
    const read = () => service.call(routes.readShare, shareId, { headers: { [TICKET_HEADER]: ticket } });
    assert.equal((await read()).statusCode, 200);
    at(expiresAt - 1);
    await service.call(routes.updateShare, shareId, { secret, body: { expiresInDays: 1 } });
    at(expiresAt + 1000);
    assertError(await read(), 401, "open_required");
  });

  it("gives no more guesses when it is set back", async () => {
    const few = await TestApp.build({ policy: { limits: { passwordAttemptsPerHour: 1 } } });
    const { shareId } = await few.create({ password: "correct horse" });
    const guess = () => few.call(routes.openShare, shareId, { body: { password: "wrong horse" } });
    assertError(await guess(), 401, "password_required");
    few.clock.now -= 1;
    assertError(await guess(), 429, "too_many_requests");
    await few.app.close();
  });
});
