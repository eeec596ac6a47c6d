import assert from "node:assert/strict";
import { OutdatedError, ServiceError, ServiceUnreachableError } from "../../client/service-error.ts";
import type { ErrorCode } from "../../protocol/errors.ts";
import { SessionGoneError } from "../sources/session-source.ts";
import { failureOf } from "./failures.ts";

const refusal = (status: number, code: ErrorCode | undefined, retryAfterMs?: number) =>
  new ServiceError(status, code, "why", retryAfterMs);

describe("what a failed flush means", () => {
  for (const code of ["unauthorized", "forbidden", "not_found", "expired", "revoked"] as const)
    it(`is the end of the share when the service says ${code}`, () =>
      assert.deepEqual(failureOf(refusal(400, code)), { kind: "ended", code, message: "why" }));

  const pauses: readonly [string, Error, string, number | undefined][] = [
    [
      "no service answers",
      new ServiceUnreachableError("https://a.example", { kind: "unreachable" }),
      "service",
      undefined,
    ],
    ["the service has trouble", refusal(503, "unavailable"), "service", undefined],
    ["the service wants to be left alone", refusal(429, "too_many_requests", 7_000), "service", 7_000],
    ["something else answers", refusal(502, undefined), "service", undefined],
    ["the policy does not allow it", refusal(403, "not_allowed"), "service", 300_000],
    ["this program is too old", refusal(426, "upgrade_required"), "service", 300_000],
    ["the policy does not allow it for a while", refusal(403, "not_allowed", 7_000), "service", 7_000],
    ["the storage cannot be read", new Error("locked"), "storage", undefined],
  ];
  for (const [when, error, cause, afterMs] of pauses)
    it(`is a pause when ${when}`, () => {
      const failure = failureOf(error);
      assert.ok(failure.kind === "pause");
      assert.deepEqual([failure.cause, failure.retryAfterMs], [cause, afterMs]);
      assert.equal(failure.message, error.message);
      assert.equal(failure.code, error instanceof ServiceError ? error.code : undefined);
      assert.equal(failure.error, error instanceof ServiceUnreachableError ? error : undefined);
    });

  it("is no end when the session has left the storage", () =>
    assert.deepEqual(failureOf(new SessionGoneError("ses_1")), {
      kind: "gone",
      message: "The session is no longer in the local storage. The share stays as it is.",
    }));

  it("is a pause, and no trouble of the storage, when one side is too old for the other", () => {
    const error = new OutdatedError("https://a.example", "client");
    const pause = { kind: "pause", cause: "service", message: error.message, error, retryAfterMs: undefined };
    assert.deepEqual(failureOf(error), pause);
  });

  it("is a disagreement when an append does not fit", () =>
    assert.deepEqual(failureOf(refusal(409, "append_mismatch")), { kind: "disagreement", message: "why" }));
});
