import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../../protocol/json.ts";
import { messageKey, parseKey, partKey } from "../../../../protocol/keys.ts";
import { messageSchema, parsePart } from "../../../../protocol/session.ts";
import { contentsOfRow, type V2Row } from "./v2-row.ts";

const SID = "ses_1";
const MID = "msg_abc";
const time = { created: 100, ran: 150, completed: 200 };

function map(type: string, data: JsonObject, more: Partial<V2Row> = {}) {
  const row = { sid: SID, id: MID, type, seq: 7, parentID: "msg_ask", ...more };
  const contents = contentsOfRow({ ...row, data: { time, ...data } });
  for (const [key, content] of contents) {
    if (parseKey(key)?.kind === "message") messageSchema.parse(content);
    else assert.equal(parsePart(content)?.known, true, `${key} is not a part of the neutral model`);
  }
  return contents;
}

const messageIn = (contents: ReadonlyMap<string, Json>, id = MID) =>
  contents.get(messageKey(SID, id)) as JsonObject;
const partIn = (contents: ReadonlyMap<string, Json>, index = 0, id = MID) =>
  contents.get(partKey(SID, id, `prt_${id.slice(4)}_000${index}`)) as JsonObject;
const toolIn = (state: JsonObject) =>
  partIn(map("assistant", { content: [{ type: "tool", id: "call_1", name: "shell", state, time }] }))
    .state as JsonObject;

describe("a row of opencode 2.x", () => {
  it("gives a prompt: text, files, agents and skills, in this order", () => {
    const contents = map("user", {
      text: "See @a.ts",
      files: [
        { data: "QQ==", mime: "image/png", source: { type: "inline" }, name: "a.png" },
        {
          ...{
            data: "Qg==",
            mime: "text/plain",
            source: { type: "uri", uri: "file:///w/a.ts" },
            name: "a.ts",
          },
          mention: { start: 4, end: 9, text: "@a.ts" },
        },
      ],
      agents: [{ name: "reviewer" }],
      skills: [{ id: "testing", name: "Testing", text: "Test first." }],
    });
    const base = { id: MID, sessionID: SID, order: 7, native: "user", role: "user" };
    assert.deepEqual(messageIn(contents), { ...base, time: { created: 100, completed: 200 } });
    const kinds = [0, 1, 2, 3, 4].map((index) => partIn(contents, index).type);
    assert.deepEqual(kinds, ["text", "file", "file", "agent", "text"]);
    assert.equal(partIn(contents, 1).url, "data:image/png;base64,QQ==");
    const source = { type: "file", path: "/w/a.ts", text: { value: "@a.ts", start: 4, end: 9 } };
    assert.deepEqual(partIn(contents, 2).source, source);
    assert.deepEqual([partIn(contents, 4).synthetic, partIn(contents, 4).skill], [true, "testing"]);
  });

  it("gives an answer: what it says of itself, and a part per block", () => {
    const contents = map("assistant", {
      ...{ agent: "build", model: { id: "m", providerID: "p", variant: "high" }, finish: "stop", cost: 0.5 },
      content: [
        { type: "reasoning", text: "Hm.", time: { created: 1, completed: 2 } },
        { type: "text", text: "Hello" },
      ],
    });
    const { agent, mode, modelID, providerID, parentID, finish, cost } = messageIn(contents);
    assert.deepEqual(
      { agent, mode, modelID, providerID, parentID, finish, cost },
      {
        ...{ agent: "build", mode: "build", modelID: "m", providerID: "p" },
        parentID: "msg_ask",
        finish: "stop",
        cost: 0.5,
      },
    );
    assert.deepEqual(partIn(contents, 0).time, { start: 1, end: 2 });
    assert.equal(partIn(contents, 1).text, "Hello");
  });

  it("keeps providers' blobs to itself, whatever they are called", () => {
    const blob = { signature: "opaque" };
    const contents = map("assistant", {
      content: [
        { type: "text", text: "a", native: blob, state: blob, providerState: blob },
        { type: "reasoning", text: "b", native: blob, state: blob, time: { created: 1 } },
        {
          ...{
            type: "tool",
            id: "c",
            name: "x",
            native: blob,
            providerState: blob,
            providerResultState: blob,
          },
          ...{ providerContext: blob, state: { status: "running", input: {}, native: blob }, time },
        },
      ],
    });
    assert.doesNotMatch(JSON.stringify([...contents]), /opaque/);
  });

  const span = { start: 150, end: 200 };
  const states: readonly [string, JsonObject, JsonObject][] = [
    ["streaming", { status: "streaming", input: '{"com' }, { status: "pending", input: {}, raw: '{"com' }],
    [
      "running",
      { status: "running", input: { command: "ls" }, metadata: {} },
      { status: "running", input: { command: "ls" }, title: "ls", metadata: {}, time: span },
    ],
    [
      "completed",
      {
        ...{ status: "completed", input: { path: "a.png" }, metadata: { exit: 0 } },
        content: [
          { type: "text", text: "one" },
          { type: "text", text: "two" },
          { type: "file", uri: "data:image/png;base64,QQ==", mime: "image/png", name: "a.png" },
        ],
      },
      {
        ...{ status: "completed", input: { path: "a.png" }, output: "one\ntwo", title: "a.png" },
        ...{ metadata: { exit: 0 }, time: span },
        attachments: [
          { type: "file", mime: "image/png", filename: "a.png", url: "data:image/png;base64,QQ==" },
        ],
      },
    ],
    [
      "failed",
      { status: "error", input: {}, error: { type: "tool.execution", message: "No such file" } },
      { status: "error", input: {}, error: "No such file", metadata: {}, time: span },
    ],
  ];
  for (const [name, stored, expected] of states)
    it(`gives a ${name} tool call`, () => assert.deepEqual(toolIn(stored), expected));

  it("gives one diff of all files that a tool changed, and a sub-agent's session", () => {
    const metadata = {
      files: [
        { file: "a", patch: "+a" },
        { file: "b", patch: "+b" },
      ],
      sessionID: "ses_child",
    };
    const state = toolIn({ status: "completed", input: {}, content: [], metadata });
    assert.deepEqual(state.metadata, { ...metadata, diff: "+a\n+b", sessionId: "ses_child" });
  });

  const commands: readonly [JsonObject, string][] = [
    [{ status: "running" }, "running"],
    [{ status: "exited", exit: 0, output: { output: "ok" } }, "completed"],
    [{ status: "timeout" }, "error"],
  ];
  for (const [data, status] of commands)
    it(`gives a command of the person that is ${data.status} as a tool call that is ${status}`, () => {
      const contents = map("shell", { shellID: "sh_1", command: "ls", ...data });
      assert.equal(messageIn(contents).role, "assistant");
      const { tool, callID, state } = partIn(contents);
      assert.deepEqual([tool, callID, (state as JsonObject).status], ["shell", "sh_1", status]);
    });

  it("hides machinery, and leaves out the text of system messages", () => {
    for (const [type, text] of [
      ["system", ""],
      ["synthetic", "inner"],
      ["skill", "inner"],
    ] as const) {
      const contents = map(type, { text: "inner" });
      assert.equal(messageIn(contents).hidden, true);
      assert.deepEqual([partIn(contents).kind, partIn(contents).text], [type, text]);
    }
  });

  it("gives a compaction and the summary it made", () => {
    const contents = map("compaction", { status: "completed", reason: "auto", summary: "So far" });
    assert.equal(partIn(contents).auto, true);
    const summary = messageIn(contents, `${MID}_summary`);
    assert.deepEqual([summary.summary, summary.parentID, summary.order], [true, MID, 7]);
    assert.equal(partIn(contents, 0, `${MID}_summary`).text, "So far");
  });

  it("gives no summary of a compaction that failed", () => {
    const contents = map("compaction", {
      status: "failed",
      reason: "manual",
      error: { message: "overloaded" },
    });
    assert.equal(contents.size, 2);
  });

  for (const type of ["idle", "agent-switched", "model-switched", "location-switched", "something-new"])
    it(`gives nothing of a row that is ${type}`, () => assert.equal(map(type, { text: "x" }).size, 0));

  it("names errors as the neutral model does and keeps what they were", () => {
    const error = { type: "aborted", message: "Interrupted" };
    assert.deepEqual(messageIn(map("assistant", { content: [], error })).error, {
      name: "MessageAbortedError",
      data: error,
    });
  });

  it("ends with the agent's work where it has no end of its own", () => {
    const endOf = (type: string, data: JsonObject) =>
      (messageIn(map(type, data, { endedAt: 900 })).time as JsonObject).completed;
    const broken = { time: { created: 100 } };
    assert.equal(endOf("assistant", { content: [], ...broken }), 900);
    assert.equal(endOf("shell", { command: "ls", status: "running", ...broken }), 900);
    assert.equal(endOf("assistant", { content: [], time: { created: 100, completed: null } }), 900);
    assert.equal(endOf("assistant", { content: [] }), 200);
    assert.equal(endOf("user", { text: "x", ...broken }), undefined);
  });

  it("says that an attempt failed while the next one is waited for", () => {
    const error = { type: "provider.error", message: "rate limited", status: 429 };
    assert.deepEqual(
      messageIn(map("assistant", { content: [], retry: { attempt: 1, at: 5, error } })).retry,
      {
        ...{ attempt: 1, at: 5 },
        error: {
          name: "APIError",
          data: { type: "provider.error", message: "rate limited", statusCode: 429 },
        },
      },
    );
  });
});
