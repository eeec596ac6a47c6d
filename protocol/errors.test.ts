import assert from "node:assert/strict";
import { type ErrorCode, errorResponseSchema, errorStatus } from "./errors.ts";
import { closeCodes, closeReason } from "./live.ts";
import { routes } from "./routes.ts";

describe("the service's errors", () => {
  for (const code of Object.keys(errorStatus) as ErrorCode[])
    it(`tell ${code} with a status that says so`, () => {
      assert.ok(errorStatus[code] >= 400 && errorStatus[code] < 600);
      assert.ok(errorResponseSchema.safeParse({ error: { code, message: "m" } }).success);
    });

  for (const answer of [
    null,
    {},
    { error: "no" },
    { error: { code: "toString", message: "m" } },
    { error: { code: "internal" } },
  ])
    it(`are not ${JSON.stringify(answer)}`, () => {
      assert.ok(!errorResponseSchema.safeParse(answer).success);
    });

  it("are known to every route that names them", () => {
    for (const { errors } of Object.values(routes)) for (const code of errors) assert.ok(code in errorStatus);
  });
});

describe("close codes", () => {
  it("each tell one reason", () => {
    assert.equal(new Set(Object.values(closeCodes)).size, Object.keys(closeCodes).length);
    for (const [reason, code] of Object.entries(closeCodes)) assert.equal(closeReason(code), reason);
  });

  it("tell none for a connection that was merely lost", () => {
    for (const code of [1000, 1001, 1005, 1006, 1011, 4000]) assert.equal(closeReason(code), undefined);
  });

  it("are allowed to be sent by an application", () => {
    for (const code of Object.values(closeCodes)) assert.ok(code === 1012 || (code >= 4000 && code < 5000));
  });
});
