import assert from "node:assert/strict";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout } from "node:timers/promises";
import { routes } from "../../protocol/routes.ts";
import { MAX_WINDOWS } from "../shares/attempts.ts";
import { assertError } from "../testing/assert-error.ts";
import { put } from "../testing/sample.ts";
import { TestApp } from "../testing/test-app.ts";

const MB = 1024 * 1024;

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

  it("of guesses at other shares, from ever more addresses, makes none forgotten", async () => {
    const shareId = await guarded(1);
    const other = (await service.create({ password: PASSWORD })).shareId;
    for (let n = 0; n < 10; n++) await guess(shareId, "wrong horse", `192.0.2.${n}`);
    const { accessTickets } = service.parts;
    for (let n = 0; n < MAX_WINDOWS; n++) {
      const address = `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`;
      // But for the first, these are refused before any password is computed.
      await assert.rejects(
        accessTickets.open({ address, user: undefined }, other, { password: "wrong horse" }),
      );
    }
    assertError(await guess(shareId, PASSWORD, "198.51.100.1"), 429, "too_many_requests");
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

describe("readers of one address", () => {
  let service: TestApp;
  afterEach(() => service.app.close());

  it("are so many at the same time, whatever they read, and nobody else is kept from reading", async () => {
    service = await TestApp.build({ policy: { limits: { socketsPerAddress: 2 } } });
    const shares = [await service.create(), await service.create(), await service.create()];
    for (const { shareId } of shares)
      await service.stores.shares.append(shareId, [put(1, "x".repeat(20 * MB))]);
    const url = await service.app.listen({ host: "127.0.0.1", port: 0 });
    /** Takes nothing of what comes. */
    const slow = async ({ shareId }: { shareId: string }) => {
      const request = get(url + routes.readShare.path.replace(":id", shareId));
      const [response] = (await once(request, "response")) as [IncomingMessage];
      return response;
    };
    const read = async (remoteAddress: string) => {
      const [{ shareId } = { shareId: "" }] = shares;
      const path = routes.readShare.path.replace(":id", shareId);
      return (await service.app.inject({ method: "HEAD", url: path, remoteAddress })).statusCode;
    };
    const responses = [await slow(shares[0] ?? assert.fail()), await slow(shares[1] ?? assert.fail())];
    assert.deepEqual(
      responses.map(({ statusCode }) => statusCode),
      [200, 200],
    );
    assert.equal((await slow(shares[2] ?? assert.fail())).statusCode, 429);
    assert.equal(await read("192.0.2.1"), 200);
    responses[0]?.destroy();
    while ((await read("127.0.0.1")) !== 200) await setTimeout(20);
    for (const response of responses) response.destroy();
  });
});
