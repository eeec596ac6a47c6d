import assert from "node:assert/strict";
import { routes } from "../../protocol/routes.ts";
import { assertError } from "../testing/assert-error.ts";
import { TestApp } from "../testing/test-app.ts";

const PASSWORD = "correct horse";

describe("a flood", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  it("of 10,000 shares by one person is stopped, and nobody else is", async () => {
    service = await TestApp.build({ auth: "token" });
    const [ann, bob] = [await service.token({ id: "ann" }), await service.token({ id: "bob" })];
    const create = (secret: string) =>
      service.call(routes.createShare, "", { secret, body: { sessionId: "ses_sample" } });
    const statuses = new Map<number, number>();
    for (let n = 0; n < 10_000; n++) {
      const { statusCode } = await create(ann);
      statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
    }
    assert.deepEqual(
      [...statuses],
      [
        [201, 120],
        [429, 9_880],
      ],
    );
    assert.equal(await service.stores.shares.count({ org: "acme" }), 120);
    assert.equal((await create(bob)).statusCode, 201);
  });

  it("of shares at a slow pace ends at what one person may have", async () => {
    service = await TestApp.build({ auth: "token", policy: { limits: { sharesPerUser: 3 } } });
    const ann = await service.token({ id: "ann" });
    const create = () => service.call(routes.createShare, "", { secret: ann, body: { sessionId: "s" } });
    const shares = [await create(), await create(), await create()].map((response) => response.json());
    assertError(await create(), 403, "not_allowed");
    await service.call(routes.deleteShare, shares[0].shareId, { secret: ann });
    assert.equal((await create()).statusCode, 201);
  });

  const guess = (shareId: string, password: string, address = "192.0.2.1", headers = {}) =>
    service.app.inject({
      method: "POST",
      url: routes.openShare.path.replace(":id", shareId),
      remoteAddress: address,
      headers,
      body: { password },
    });
  const guarded = async (passwordAttemptsPerHour: number) => {
    service = await TestApp.build({ policy: { limits: { passwordAttemptsPerHour } } });
    return (await service.create({ password: PASSWORD })).shareId;
  };

  it("of passwords at the same time gets no more tries than one after the other", async () => {
    const shareId = await guarded(2);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => guess(shareId, `wrong horse ${n}`)),
    );
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    assert.deepEqual(statuses, [401, 401, ...Array(18).fill(429)]);
    assertError(await guess(shareId, PASSWORD), 429, "too_many_requests");
  });

  it("of passwords from many addresses ends at what a share bears, though it be the right one", async () => {
    const shareId = await guarded(1);
    for (let n = 0; n < 10; n++)
      assertError(await guess(shareId, "wrong horse", `192.0.2.${n}`), 401, "password_required");
    assertError(await guess(shareId, PASSWORD, "198.51.100.1"), 429, "too_many_requests");
    service.clock.now += 3_600_000;
    assert.equal((await guess(shareId, PASSWORD, "198.51.100.1")).statusCode, 200);
  });

  it("of passwords is one, whatever address it claims, and whichever of its IPv6 network it has", async () => {
    const shareId = await guarded(1);
    assertError(await guess(shareId, "wrong horse", "2001:db8::1"), 401, "password_required");
    assertError(await guess(shareId, PASSWORD, "2001:db8::2"), 429, "too_many_requests");
    const headers = { "x-forwarded-for": "198.51.100.1" };
    assertError(await guess(shareId, PASSWORD, "2001:db8::3", headers), 429, "too_many_requests");
  });

  it("is none when colleagues behind one address know the password", async () => {
    const shareId = await guarded(2);
    for (let n = 0; n < 5; n++) assert.equal((await guess(shareId, PASSWORD)).statusCode, 200);
  });
});
