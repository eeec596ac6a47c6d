import assert from "node:assert/strict";
import { publicContent } from "./v1-content.ts";

const MESSAGE = { kind: "message", sessionId: "ses_1", messageId: "msg_1" } as const;
const PART = { ...MESSAGE, kind: "part", partId: "prt_1" } as const;
const ids = { id: "prt_1", sessionID: "ses_1", messageID: "msg_1" };

/** As the SDK of a provider leaves it. */
const told = { message: "Overloaded", statusCode: 529, isRetryable: true };
const apiError = {
  name: "APIError",
  data: {
    ...told,
    responseHeaders: { "x-organization": "acme" },
    responseBody: '{"request_id":"req_1"}',
    metadata: { url: "https://proxy.acme.example/v1/messages" },
  },
};

describe("what of opencode 1.x is for others", () => {
  it("is an answer's error as a reader needs it, without what its provider sent along", () => {
    const message = publicContent(MESSAGE, { role: "assistant", error: apiError });
    assert.deepEqual(message.error, { name: "APIError", data: told });
  });

  it("is the same of an attempt that was repeated", () => {
    const part = publicContent(PART, { type: "retry", attempt: 2, error: apiError });
    assert.deepEqual(part, { type: "retry", attempt: 2, error: { name: "APIError", data: told }, ...ids });
  });

  const blob = { anthropic: { signature: "c2lnbmVk" } };
  for (const part of [
    { type: "text", text: "Hello" },
    { type: "reasoning", text: "Hm", time: { start: 1 } },
    {
      type: "tool",
      tool: "bash",
      callID: "c",
      state: { status: "running", input: {}, metadata: { output: "a" } },
    },
  ])
    it(`is a ${part.type} part without what its provider wants back`, () => {
      const stored = { ...part, metadata: blob, providerMetadata: blob, callProviderMetadata: blob };
      assert.deepEqual(publicContent(PART, stored), { ...part, ...ids });
    });

  for (const error of [
    { name: "ProviderAuthError", data: { providerID: "p", message: "no key" } },
    { name: "MessageOutputLengthError", data: {} },
    { name: "Odd" },
    "odd",
    null,
  ])
    it(`is ${JSON.stringify(error)} as it stands`, () =>
      assert.deepEqual(publicContent(MESSAGE, { error }).error, error));
});
