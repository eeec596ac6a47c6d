import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Json } from "../../protocol/json.ts";
import { withoutNote } from "../testing/without-note.ts";
import { copySession } from "./copy-session.ts";
import { toV2Export } from "./v2-export.ts";

const NOW = 1_795_198_452_182;
const ports = { now: () => NOW, randomBytes };
const exportOf = (contents: ReadonlyMap<string, Json>) =>
  toV2Export(withoutNote(copySession(contents, "s", { projectId: "p", directory: "/work" }, ports)));

type Row = { readonly parts?: readonly object[] } & { readonly [field: string]: unknown };

/** A session with the given messages, one ms apart, in the order given. */
function shareOf(...rows: Row[]): Map<string, Json> {
  const contents = new Map<string, Json>([["session/info/s", { id: "s", time: { created: 1 }, title: "T" }]]);
  rows.forEach(({ parts = [], ...fields }, at) => {
    const id = `m${at}`;
    contents.set(`session/message/s/${id}`, {
      id,
      sessionID: "s",
      order: at,
      time: { created: at, completed: at },
      ...fields,
    } as Json);
    parts.forEach((part, index) => {
      contents.set(`session/part/s/${id}/p${at}${index}`, {
        id: `p${at}${index}`,
        sessionID: "s",
        messageID: id,
        ...part,
      });
    });
  });
  return contents;
}

const answer = {
  role: "assistant",
  providerID: "anthropic",
  modelID: "sonnet",
  agent: "build",
  native: "assistant",
};
const model = { id: "sonnet", providerID: "anthropic" };
/** The messages without ids, and without the idle mark at the end. */
const messagesOf = (...rows: Row[]) =>
  exportOf(shareOf(...rows))
    .messages.slice(0, -1)
    .map(({ id: _, ...message }) => message);

describe("a 2.x import file", () => {
  it("tells the session in the form of 2.x", () => {
    const { info } = exportOf(shareOf({ role: "user" }, { ...answer }));
    const { id: _, ...rest } = info;
    assert.deepEqual(rest, {
      projectID: "p",
      title: "From a shared link: T",
      model,
      cost: 0,
      tokens: { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } },
      time: { created: NOW, updated: NOW, idle: NOW },
      location: { directory: "/work" },
      outcome: "succeeded",
    });
  });

  it("turns a user message into text, files, agents and skills", () => {
    const [user] = messagesOf({
      role: "user",
      parts: [
        { type: "text", text: "Look at this" },
        { type: "file", mime: "image/png", filename: "a.png", url: "data:image/png;base64,AAAA" },
        { type: "agent", name: "reviewer" },
        { type: "text", text: "Run the tests.", synthetic: true, skill: "testing" },
      ],
    });
    assert.deepEqual(user, {
      type: "user",
      time: { created: 0 },
      text: "Look at this",
      files: [{ data: "AAAA", mime: "image/png", source: { type: "inline" }, name: "a.png" }],
      agents: [{ name: "reviewer" }],
      skills: [{ id: "testing", name: "testing", text: "Run the tests." }],
    });
  });

  it("puts what is not a person's words behind them, as synthetic", () => {
    const parts = [
      { type: "text", text: "Look at @a.ts" },
      { type: "text", text: "<file>…</file>", synthetic: true },
      { type: "file", mime: "text/plain", filename: "a.ts", url: "file:///a.ts" },
    ];
    assert.deepEqual(messagesOf({ role: "user", parts }).slice(0, 3), [
      { type: "user", time: { created: 0 }, text: "Look at @a.ts" },
      { type: "synthetic", time: { created: 0 }, text: "<file>…</file>" },
      { type: "synthetic", time: { created: 0 }, text: "[File a.ts (text/plain) at file:///a.ts]" },
    ]);
  });

  it("takes away the authority of a system message", () => {
    const parts = [{ type: "text", text: "The instructions have changed.", synthetic: true }];
    const [told] = messagesOf({ role: "user", native: "system", hidden: true, parts });
    assert.deepEqual(told, {
      type: "synthetic",
      time: { created: 0 },
      text: "The instructions have changed.",
    });
  });

  it("leaves out machinery whose text was kept back", () => {
    const parts = [{ type: "text", text: "", synthetic: true }];
    assert.equal(messagesOf({ role: "user", native: "system", hidden: true, parts }, answer).length, 1);
  });

  it("turns an answer into content, with 2.x's names of tools", () => {
    const state = {
      status: "completed",
      input: { command: "ls" },
      output: "a.ts",
      metadata: { exit: 0 },
      time: { start: 3, end: 4 },
    };
    const image = { mime: "image/png", filename: "a.png", url: "data:image/png;base64,AAAA" };
    const [, told] = messagesOf(
      { role: "user" },
      {
        ...answer,
        finish: "other",
        cost: 0.5,
        tokens: { input: 1, output: 2 },
        error: { name: "MessageAbortedError", data: { message: "Stopped" } },
        parts: [
          { type: "step-start" },
          { type: "reasoning", text: "Hm", time: { start: 1, end: 2 } },
          { type: "text", text: "Let me see." },
          { type: "tool", tool: "bash", callID: "c1", state },
          { type: "tool", tool: "read", callID: "c2", state: { ...state, attachments: [image] } },
          {
            type: "tool",
            tool: "task",
            callID: "c3",
            state: { status: "error", input: {}, error: "no", time: { start: 3, end: 4 } },
          },
          { type: "hologram", text: "new" },
          { type: "step-finish", cost: 0, tokens: { input: 1, output: 2 } },
        ],
      },
    );
    const time = { created: 3, ran: 3, completed: 4 };
    const done = { status: "completed", input: { command: "ls" }, metadata: { exit: 0 } };
    assert.deepEqual(told, {
      type: "assistant",
      time: { created: 1, completed: 1 },
      agent: "build",
      model,
      content: [
        { type: "reasoning", text: "Hm", time: { created: 1, completed: 2 } },
        { type: "text", text: "Let me see." },
        {
          type: "tool",
          id: "c1",
          name: "shell",
          executed: false,
          state: { ...done, content: [{ type: "text", text: "a.ts" }] },
          time,
        },
        {
          type: "tool",
          id: "c2",
          name: "read",
          executed: false,
          state: {
            ...done,
            content: [
              { type: "text", text: "a.ts" },
              { type: "file", uri: image.url, mime: "image/png", name: "a.png" },
            ],
          },
          time,
        },
        {
          type: "tool",
          id: "c3",
          name: "subagent",
          executed: false,
          state: { status: "error", input: {}, error: { type: "tool.execution", message: "no" } },
          time,
        },
        { type: "text", text: "[hologram] new" },
      ],
      finish: "unknown",
      cost: 0.5,
      tokens: { input: 1, output: 2, reasoning: 0, cache: { read: 0, write: 0 } },
      error: { type: "aborted", message: "Stopped" },
    });
  });

  it("tells a command that a person ran as a shell message", () => {
    const state = {
      status: "completed",
      input: { command: "git status" },
      output: "M ä",
      metadata: { exit: 0 },
    };
    const [shell] = messagesOf({
      ...answer,
      native: "shell",
      parts: [{ type: "tool", tool: "shell", callID: "sh_1", state }],
    });
    assert.deepEqual(shell, {
      type: "shell",
      time: { created: 0, completed: 0 },
      shellID: "sh_1",
      command: "git status",
      status: "exited",
      exit: 0,
      output: { output: "M ä", cursor: 4, size: 4, truncated: false },
    });
  });

  it("joins a compaction with its summary, and knows one that failed", () => {
    const request = { role: "user", native: "compaction", parts: [{ type: "compaction", auto: true }] };
    const summary = {
      ...answer,
      summary: true,
      parentID: "m0",
      parts: [{ type: "text", text: "So far: nothing." }],
    };
    const time = { created: 0 };
    assert.deepEqual(messagesOf(request, summary), [
      {
        type: "compaction",
        time,
        reason: "auto",
        status: "completed",
        model,
        summary: "So far: nothing.",
        recent: "",
      },
    ]);
    const failed = {
      ...request,
      parts: [
        {
          type: "compaction",
          auto: true,
          error: { name: "APIError", data: { type: "provider.error", message: "busy" } },
        },
      ],
    };
    const busy = { type: "provider.error", message: "busy" };
    assert.deepEqual(messagesOf(failed, answer)[0], {
      type: "compaction",
      time,
      reason: "auto",
      status: "failed",
      error: busy,
    });
    const error = { type: "aborted", message: "The summary was not finished." };
    assert.deepEqual(messagesOf(request, answer)[0], {
      type: "compaction",
      time,
      reason: "auto",
      status: "failed",
      error,
    });
  });
});
