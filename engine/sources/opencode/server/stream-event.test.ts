import assert from "node:assert/strict";
import fc from "fast-check";
import { v1Delta, v1Part, v2Block } from "../../../../fixtures/opencode-events.ts";
import type { Json } from "../../../../protocol/json.ts";
import { streamEventOf } from "./stream-event.ts";

const S = "ses_1";
const M = "msg_1";
const block = { sessionId: S, messageId: M, partId: "prt_1" };
const counted = { sessionId: S, messageId: M, kind: "text" as const, ordinal: 2 };
const rest = { type: "rest", sessionId: S };
const gap = { type: "gap" };
const v1 = (type: string, properties: Json): Json => ({ id: "evt_1", type, properties });
const v2 = (type: string, data: Json): Json => ({ id: "evt_1", created: 1, type, location: {}, data });

describe("an event of an opencode server", () => {
  const cases: readonly [string, Json, unknown][] = [
    [
      "1.x begins a block",
      v1Part(S, M, { id: "prt_1", type: "text", text: "" }),
      { type: "text", block, text: "" },
    ],
    [
      "1.x ends a thought",
      v1Part(S, M, { id: "prt_1", type: "reasoning", text: "Hm." }),
      { type: "text", block, text: "Hm." },
    ],
    ["1.x continues a block", v1Delta(S, M, "prt_1", "more"), { type: "delta", block, delta: "more" }],
    [
      "1.x says in which folder it happened",
      { directory: "/work", project: "p", payload: v1Delta(S, M, "prt_1", "more") },
      { type: "delta", block, delta: "more" },
    ],
    ["1.x continues another field", v1Delta(S, M, "prt_1", "more", "metadata"), undefined],
    ["1.x changes a tool", v1("message.part.updated", { part: { id: "prt_1", type: "tool" } }), undefined],
    ["1.x rests", v1("session.idle", { sessionID: S }), rest],
    ["1.x tries again", v1("session.status", { sessionID: S, status: { type: "retry", attempt: 1 } }), rest],
    ["1.x is busy", v1("session.status", { sessionID: S, status: { type: "busy" } }), undefined],
    ["2.x begins a block", v2Block("text.started", S, M, 2), { type: "text", block: counted, text: "" }],
    [
      "2.x continues a block",
      v2Block("text.delta", S, M, 2, { delta: "more" }),
      { type: "delta", block: counted, delta: "more" },
    ],
    [
      "2.x ends a thought",
      v2Block("reasoning.ended", S, M, 2, { text: "Hm." }),
      { type: "text", block: { ...counted, kind: "reasoning" }, text: "Hm." },
    ],
    ["2.x has done", v2("session.execution.succeeded", { sessionID: S }), rest],
    ["2.x has a tool tell of its progress", v2("session.tool.progress", { sessionID: S }), undefined],
    ["2.x continues a block that cannot be", v2Block("text.delta", S, M, -1, { delta: "x" }), gap],
    ["2.x ends a block without a text", v2Block("text.ended", S, M, 2), gap],
    ["a delta names an id that is none", v1Delta(S, "../etc", "prt_1", "x"), gap],
    ["a delta has no text", v1("message.part.delta", { sessionID: S }), gap],
    ["the server says hello", v2("server.connected", {}), undefined],
    ["it is no event", { type: 7 }, undefined],
  ];
  for (const [name, json, meaning] of cases)
    it(`is understood when ${name}`, () => {
      assert.deepEqual(streamEventOf(JSON.stringify(json)), meaning);
    });

  it("that is cut off or too large may have been a delta", () => {
    const whole = JSON.stringify(v1Delta(S, M, "prt_1", "x".repeat(9 * 1024 * 1024)));
    assert.deepEqual(streamEventOf(whole), gap);
    assert.deepEqual(streamEventOf('{"type":"mess'), gap);
  });

  it("never breaks the reader, whatever it is", () => {
    const type = fc.constantFrom("message.part.delta", "message.part.updated", "session.text.ended", "x");
    const event = fc.record({ type, properties: fc.jsonValue(), data: fc.jsonValue() });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), event), fc.string(), (json, text) => {
        streamEventOf(JSON.stringify(json));
        streamEventOf(text);
      }),
    );
  });
});
