import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import fc from "fast-check";
import type { Json } from "../../protocol/json.ts";
import { SECRET, shareArb } from "../testing/arbitrary-share.ts";
import { withoutNote } from "../testing/without-note.ts";
import { copySession } from "./copy-session.ts";
import { toV1Export } from "./v1-export.ts";

const NOW = 1_795_198_452_182;
const ports = { now: () => NOW, randomBytes };
const exportOf = (contents: ReadonlyMap<string, Json>, sessionId: string) =>
  toV1Export(withoutNote(copySession(contents, sessionId, { projectId: "p", directory: "/work" }, ports)));

/** A session of one user message and one answer with the given parts. */
function exportParts(...parts: object[]) {
  const contents = new Map<string, Json>([
    ["session/info/s", { id: "s", time: { created: 1 } }],
    ["session/message/s/m1", { id: "m1", sessionID: "s", role: "user", time: { created: 1 } }],
    [
      "session/message/s/m2",
      { id: "m2", sessionID: "s", role: "assistant", time: { created: 7, completed: 9 } },
    ],
  ]);
  parts.forEach((part, at) => {
    contents.set(`session/part/s/m2/p${at}`, { id: `p${at}`, sessionID: "s", messageID: "m2", ...part });
  });
  const [, answer] = exportOf(contents, "s").messages;
  return (answer?.parts ?? []).map(({ id: _i, sessionID: _s, messageID: _m, ...fields }) => fields);
}

const isWhole = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isText = (value: unknown) => typeof value === "string";

describe("a 1.x import file", () => {
  it("has every field that 1.x insists on", () => {
    fc.assert(
      fc.property(shareArb, ({ contents, sessionId }) => {
        const { info, messages } = exportOf(contents, sessionId);
        assert.match(info.id, /^ses_/);
        for (const name of ["slug", "projectID", "directory", "title", "version"] as const)
          assert.ok(isText(info[name]));
        assert.ok(isWhole(info.time.created) && isWhole(info.time.updated));
        for (const { info: message } of messages) {
          assert.match(message.id, /^msg_/);
          assert.ok(isText(message.agent) && isWhole(message.time.created));
          if (message.role === "user") {
            assert.ok(isText(message.model.providerID) && isText(message.model.modelID));
            continue;
          }
          assert.match(message.parentID, /^msg_/);
          for (const name of ["modelID", "providerID", "mode"] as const) assert.ok(isText(message[name]));
          assert.deepEqual(message.path, { cwd: "/work", root: "/work" });
          assert.ok(isWhole(message.time.completed));
          assert.ok(Number.isFinite(message.cost) && Number.isFinite(message.tokens.cache.write));
        }
      }),
    );
  });

  it("keeps a call a call whose fields are null, and an answer an answer", () => {
    const picture = { mime: "image/png", url: "data:image/png;base64,iVBORw0KGgo=" };
    const call = (state: object) => ({ type: "tool", callID: "c", tool: "mcp_x", state });
    const parts = exportParts(
      call({ status: "completed", input: {}, title: null, metadata: null, attachments: [picture] }),
      call({ status: "completed", input: {}, output: "x", time: { start: 1, end: null }, attachments: null }),
      { type: "text", text: "x", time: { start: 1, end: null }, synthetic: null },
      { type: "step-finish", cost: null, tokens: { input: null, output: 2 } },
    );
    assert.deepEqual(
      parts.map(({ type }) => type),
      ["tool", "tool", "text", "step-finish"],
    );
    const [pictures, text] = parts.map((part) =>
      "state" in part ? (part.state as Record<string, unknown>) : {},
    );
    assert.deepEqual([pictures?.output, text?.output], ["", "x"]);
    assert.equal(Object(pictures?.attachments).length, 1);
    assert.deepEqual(text?.time, { start: 1, end: 7 });
  });

  it("never holds a share, a secret, an instruction, a permission, an undo point or a provider's state", () => {
    fc.assert(
      fc.property(shareArb, ({ contents, sessionId }) => {
        const exported = exportOf(contents, sessionId);
        const text = JSON.stringify(exported);
        assert.ok(!text.includes(SECRET));
        assert.doesNotMatch(text, /"(?:share|secret|permission|system|tools|revert|snapshot|patch)":/);
      }),
    );
  });

  it("holds no address that would be fetched from here, and nothing that still wants to be done", () => {
    fc.assert(
      fc.property(shareArb, ({ contents, sessionId }) => {
        const { messages } = exportOf(contents, sessionId);
        const answered = new Set(
          messages.map(({ info }) => (info.role === "assistant" && info.summary ? info.parentID : "")),
        );
        for (const { info, parts } of messages)
          for (const part of parts) {
            const files =
              part.type === "tool" && part.state.status === "completed" ? (part.state.attachments ?? []) : [];
            for (const file of part.type === "file" ? [part] : files)
              assert.ok(file.url.startsWith("data:") || file.mime === "text/plain");
            if (part.type === "compaction") assert.ok(answered.has(info.id));
            if (part.type === "tool") assert.match(part.state.status, /^(?:completed|error)$/);
          }
      }),
    );
  });

  for (const [name, part, text] of [
    ["an unknown kind of part", { type: "hologram", shape: [1, 2] }, '[hologram] {"shape":[1,2]}'],
    ["an unknown kind with text", { type: "note", text: "mind the gap" }, "[note] mind the gap"],
    [
      "a known kind in an unknown shape",
      { type: "tool", tool: "x", state: "?" },
      '[tool] {"tool":"x","state":"?"}',
    ],
    [
      "a task that 1.x would run",
      { type: "subtask", agent: "general", description: "Count", prompt: "Count files" },
      "Task for general: Count\n\nCount files",
    ],
    ["a compaction without summary", { type: "compaction", auto: true }, '[compaction] {"auto":true}'],
    [
      "a picture elsewhere",
      { type: "file", mime: "image/png", filename: "a.png", url: "http://10.0.0.1/a.png" },
      "[File a.png (image/png) at http://10.0.0.1/a.png]",
    ],
    [
      "a retry without a known error",
      { type: "retry", attempt: 1, error: { name: "Odd" } },
      '[retry] {"attempt":1,"error":{"name":"Odd"}}',
    ],
  ] as const)
    it(`tells ${name} as text`, () => {
      const [told] = exportParts(part);
      assert.equal(told?.type, "text");
      assert.equal(told?.type === "text" && told.text, text);
    });

  for (const [name, state, expected] of [
    ["a pending", { status: "pending", input: {}, raw: "{" }, { input: {}, time: { start: 7, end: 7 } }],
    [
      "a running",
      { status: "running", input: { command: "ls" }, time: { start: 8 } },
      { input: { command: "ls" }, time: { start: 8, end: 8 } },
    ],
  ] as const)
    it(`interrupts ${name} tool`, () => {
      const [tool] = exportParts({ type: "tool", tool: "bash", callID: "c", state });
      const error = "Interrupted: the shared session was still running when it was copied.";
      assert.deepEqual(tool, {
        type: "tool",
        tool: "bash",
        callID: "c",
        state: { status: "error", error, ...expected },
      });
    });

  it("fills a completed tool that came without title, metadata and time", () => {
    const [tool] = exportParts({
      type: "tool",
      tool: "bash",
      callID: "c",
      state: { status: "completed", input: "ls", output: "a" },
    });
    assert.deepEqual(tool?.type === "tool" && tool.state, {
      status: "completed",
      input: { value: "ls" },
      output: "a",
      title: "bash",
      metadata: {},
      time: { start: 7, end: 7 },
    });
  });

  it("calls tools of 2.x by their names in 1.x", () => {
    const state = { status: "completed", input: {}, output: "" };
    const toolOf = (fields: object) => {
      const contents = new Map<string, Json>([
        ["session/info/s", { id: "s", time: { created: 1 } }],
        [
          "session/message/s/m",
          { id: "m", sessionID: "s", role: "assistant", time: { created: 1 }, ...fields },
        ],
        [
          "session/part/s/m/p",
          { id: "p", sessionID: "s", messageID: "m", type: "tool", tool: "shell", callID: "c", state },
        ],
      ]);
      const part = exportOf(contents, "s").messages[0]?.parts[0];
      return part?.type === "tool" ? part.tool : undefined;
    };
    assert.equal(toolOf({ native: "assistant" }), "bash");
    assert.equal(toolOf({}), "shell");
  });

  it("keeps inlined attachments of a tool and names the others in its output", () => {
    const attachments = [
      { mime: "image/png", url: "data:image/png;base64,AA==" },
      { mime: "image/png", filename: "b.png", url: "http://10.0.0.1/b.png" },
    ];
    const [tool] = exportParts({
      type: "tool",
      tool: "read",
      callID: "c",
      state: { status: "completed", input: {}, output: "ok", attachments },
    });
    assert.ok(tool?.type === "tool" && tool.state.status === "completed");
    assert.equal(tool.state.output, "ok\n[File b.png (image/png) at http://10.0.0.1/b.png]");
    assert.deepEqual(
      tool.state.attachments?.map(({ url }) => url),
      ["data:image/png;base64,AA=="],
    );
    assert.match(tool.state.attachments?.[0]?.id ?? "", /^prt_/);
  });

  it("keeps an error that 1.x knows and calls any other unknown", () => {
    const contents = (error: Json) =>
      new Map<string, Json>([
        ["session/info/s", { id: "s", time: { created: 1 } }],
        [
          "session/message/s/m",
          { id: "m", sessionID: "s", role: "assistant", time: { created: 1, completed: 1 }, error },
        ],
      ]);
    const errorOf = (error: Json) => {
      const message = exportOf(contents(error), "s").messages[0]?.info;
      return message?.role === "assistant" ? message.error : undefined;
    };
    const aborted = { name: "MessageAbortedError", data: { message: "stopped" } };
    assert.deepEqual(errorOf(aborted), aborted);
    assert.deepEqual(errorOf({ name: "Odd", data: { message: "hm" } }), {
      name: "UnknownError",
      data: { message: "hm" },
    });
    assert.deepEqual(errorOf({ name: "Odd" }), { name: "UnknownError", data: { message: "Odd" } });
  });
});
