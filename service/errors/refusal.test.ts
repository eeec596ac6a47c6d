import assert from "node:assert/strict";
import { errorStatus } from "../../protocol/errors.ts";
import { errorAnswer } from "../routes/error-answer.ts";
import { isRefusal, Refusal, type RefusalReason, refusals } from "./refusal.ts";

describe("a refusal", () => {
  for (const [reason, [code, sentence]] of Object.entries(refusals))
    it(`is answered by its code, in whole sentences: ${reason}`, () => {
      const error =
        typeof sentence === "string"
          ? new Refusal(reason as "wrongSecret")
          : new Refusal(reason as "notAllowed", "Details.");
      const { status, body } = errorAnswer(error);
      assert.deepEqual([status, body.error.code], [errorStatus[code], code]);
      assert.match(body.error.message, /^[A-Z“].*\.$/);
      assert.ok(typeof sentence === "string" || body.error.message.includes("Details"));
      assert.ok(isRefusal(error, reason as RefusalReason));
    });

  it("says when to come back, and tells its cause to the log alone", () => {
    const cause = new Error("of the disk");
    const error = new Refusal("tooMany", "Too many.", { retryAfter: 7, cause });
    const answer = errorAnswer(error);
    assert.equal(answer.retryAfter, 7);
    assert.equal(error.cause, cause);
    assert.ok(!JSON.stringify(answer).includes("disk"));
  });

  it("is told apart by its reason, and from what is none", () => {
    const error = new Refusal("otherOrg");
    assert.ok(isRefusal(error, "notNamed", "otherOrg"));
    assert.ok(!isRefusal(error, "notNamed"));
    assert.ok(!isRefusal(new Error("otherOrg"), "otherOrg"));
  });
});
