import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { messageSchema, parsePart } from "../../../../protocol/session.ts";
import { isV0Message, v0Contents } from "./v0-message.ts";

const PATH = { kind: "message", sessionId: "ses_1", messageId: "msg_abc" } as const;
const time = { start: 1, end: 2 };

function map(message: JsonObject): ReadonlyMap<string, Json> {
  const contents = v0Contents(PATH, {
    id: "msg_abc",
    metadata: { time: { created: 5 } },
    parts: [],
    ...message,
  });
  for (const [key, content] of contents) if (parseKey(key)?.kind === "message") messageSchema.parse(content);
  return contents;
}

const partIn = (contents: ReadonlyMap<string, Json>, index = 0) =>
  contents.get(partKey("ses_1", "msg_abc", `prt_abc_000${index}`)) as JsonObject;

function callOf(toolInvocation: JsonObject, notes?: JsonObject) {
  const part = {
    type: "tool-invocation",
    toolInvocation: { toolCallId: "c", toolName: "bash", ...toolInvocation },
  };
  const tool: JsonObject = notes ? { c: notes } : {};
  return partIn(map({ role: "assistant", parts: [part], metadata: { time: { created: 5 }, tool } }));
}

describe("a message of opencode 0.1", () => {
  it("is known by having its parts inside", () => {
    assert.ok(isV0Message({ parts: [], metadata: {} }));
    assert.ok(!isV0Message({ role: "user", time: { created: 1 } }));
  });

  it("gives a prompt and its parts, numbered", () => {
    const contents = map({
      role: "user",
      parts: [
        { type: "text", text: "See this", providerMetadata: { signature: "c2lnbmVk" } },
        { type: "file", mediaType: "image/png", filename: "a.png", url: "data:image/png;base64,QQ==" },
      ],
    });
    assert.deepEqual(contents.get(messageKey("ses_1", "msg_abc")), {
      ...{ id: "msg_abc", sessionID: "ses_1", role: "user", time: { created: 5 } },
    });
    assert.deepEqual(partIn(contents), {
      ...{ id: "prt_abc_0000", sessionID: "ses_1", messageID: "msg_abc" },
      ...{ type: "text", text: "See this" },
    });
    const { type, mime, filename } = partIn(contents, 1);
    assert.deepEqual([type, mime, filename], ["file", "image/png", "a.png"]);
    assert.ok(parsePart(partIn(contents, 1))?.known);
  });

  it("gives an answer with what it says of itself, without the system prompt and the provider's own words", () => {
    const assistant = {
      ...{ system: ["You are a secret prompt."], providerID: "p", modelID: "m", cost: 1 },
      ...{ path: { cwd: "/w", root: "/w" }, tokens: { input: 1, output: 2, reasoning: 0 } },
    };
    const error = { name: "UnknownError", data: { message: "no" } };
    const answered = { ...error, data: { ...error.data, responseBody: "of the provider" } };
    const contents = map({
      role: "assistant",
      metadata: { time: { created: 5, completed: 6 }, assistant, error: answered },
    });
    const { system: _, ...said } = assistant;
    assert.deepEqual(contents.get(messageKey("ses_1", "msg_abc")), {
      ...{ id: "msg_abc", sessionID: "ses_1", role: "assistant", time: { created: 5, completed: 6 } },
      ...said,
      error,
    });
  });

  const calls: readonly [string, JsonObject, JsonObject | undefined, JsonObject][] = [
    ["is being written", { state: "partial-call", args: {} }, undefined, { status: "pending", input: {} }],
    [
      "runs",
      { state: "call", args: { command: "ls" } },
      { title: "ls", time: { start: 1 }, stdout: "a" },
      {
        status: "running",
        input: { command: "ls" },
        title: "ls",
        metadata: { stdout: "a" },
        time: { start: 1 },
      },
    ],
    [
      "is done",
      { state: "result", args: { command: "ls" }, result: "a.ts" },
      { title: "ls", time, exit: 0 },
      {
        status: "completed",
        input: { command: "ls" },
        output: "a.ts",
        title: "ls",
        metadata: { exit: 0 },
        time,
      },
    ],
    [
      "gave no text",
      { state: "result", args: {}, result: { rows: 1 } },
      undefined,
      { status: "completed", input: {}, output: '{"rows":1}', title: "", metadata: {}, time: {} },
    ],
    [
      "failed",
      { state: "result", args: {}, result: "Error: no" },
      { error: true, message: "no", title: "no", time },
      { status: "error", input: {}, error: "no", metadata: {}, time },
    ],
  ];
  for (const [name, call, notes, expected] of calls)
    it(`gives a tool call that ${name}`, () => {
      const part = callOf(call, notes);
      assert.deepEqual(part.state, expected);
      assert.deepEqual([part.tool, part.callID], ["bash", "c"]);
      assert.ok(parsePart(part)?.known);
    });

  for (const broken of [
    { parts: [null, "x", 7] },
    { parts: [{ type: "tool-invocation" }] },
    { metadata: { time: 3 } },
  ])
    it(`survives ${JSON.stringify(broken)}`, () => {
      assert.doesNotThrow(() =>
        v0Contents(PATH, { role: "assistant", parts: [], metadata: {}, ...broken } as JsonObject),
      );
    });
});
