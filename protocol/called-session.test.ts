import assert from "node:assert/strict";
import { calledSession } from "./called-session.ts";

describe("the session that a part has started", () => {
  const call = (metadata: unknown) => ({
    type: "tool",
    tool: "task",
    state: { status: "running", metadata },
  });
  const cases: readonly [string, unknown, string | undefined][] = [
    ["is the one that a call names", call({ sessionId: "ses_1" }), "ses_1"],
    ["is the one that a call of another generation names", call({ sessionID: "ses_1" }), "ses_1"],
    [
      "is where the calls of an early generation were made",
      call({ summary: [{ sessionID: "ses_1" }] }),
      "ses_1",
    ],
    ["is the first name that is one", call({ sessionId: 7, sessionID: "ses_2", summary: [] }), "ses_2"],
    ["is none of what is no call", { ...call({ sessionId: "ses_1" }), type: "text" }, undefined],
    ["is none of a call that names none", call({ summary: "all went well" }), undefined],
    ["is none of a call without metadata", call(null), undefined],
    ["is none of what is no part", null, undefined],
  ];
  for (const [what, part, expected] of cases) it(what, () => assert.equal(calledSession(part), expected));
});
