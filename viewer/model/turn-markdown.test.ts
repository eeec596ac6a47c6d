import assert from "node:assert/strict";
import type { Entry } from "../../protocol/entries.ts";
import { assistant, part, SESSION, text, tool, user } from "../test/sample.ts";
import { PieceReader } from "./pieces.ts";
import { turnMarkdown } from "./turn-markdown.ts";
import { TurnReader } from "./turns.ts";

/** The Markdown of the only message. */
function markdownOf(...entries: readonly Entry[]): string {
  const pieces = entries.flatMap((entry) =>
    "content" in entry ? [[entry.key, entry.content] as const] : [],
  );
  const [turn] = new TurnReader().read(new PieceReader().read(new Map(pieces))).get(SESSION) ?? [];
  assert.ok(turn);
  return turnMarkdown(turn);
}

describe("a message as Markdown", () => {
  it("has who speaks, the text as it was written, and thoughts as quotes", () => {
    assert.equal(
      markdownOf(
        assistant("msg_1"),
        part("msg_1", "prt_1", { type: "reasoning", text: "First.\n\nThen." }),
        text("msg_1", "prt_2", "**Done**, see `x`.\n"),
      ),
      "## build\n\n> First.\n> \n> Then.\n\n**Done**, see `x`.\n",
    );
    assert.equal(markdownOf(user("msg_1"), text("msg_1", "prt_1", "Why?")), "## User\n\nWhy?\n");
  });

  it("has each call with what it is about and what came of it", () => {
    const completed = { status: "completed", input: { command: "ls" }, output: "a\nb\n" };
    const failed = { status: "error", input: { filePath: "/w/x" }, error: "no such file" };
    assert.equal(
      markdownOf(
        assistant("msg_1"),
        tool("msg_1", "prt_1", "bash", completed),
        tool("msg_1", "prt_2", "read", failed),
      ),
      "## build\n\n**bash** `ls`\n\n```\na\nb\n```\n\n**read** `/w/x`\n\n```\nno such file\n```\n",
    );
  });

  it("says what went wrong", () => {
    const error = { name: "APIError", data: { message: "overloaded" } };
    assert.equal(
      markdownOf(assistant("msg_1", { error }), part("msg_1", "prt_1", { type: "retry", attempt: 1, error })),
      "## build\n\nAttempt 1 failed: overloaded\n\n**Error** overloaded\n",
    );
  });

  it("lets no content end the block that it stands in", () => {
    const output = "before\n````md\n```\ninside\n```\n````\nafter";
    const markdown = markdownOf(
      assistant("msg_1"),
      tool("msg_1", "prt_1", "bash", { status: "completed", input: { command: "echo ``a`" }, output }),
    );
    assert.ok(markdown.includes(`\`\`\`\`\`\n${output}\n\`\`\`\`\``));
    assert.ok(markdown.includes("``` echo ``a` ```"));
  });

  it("leaves out what a reader does not see, and keeps what cannot be read as JSON", () => {
    assert.equal(
      markdownOf(
        assistant("msg_1"),
        part("msg_1", "prt_1", { type: "step-start" }),
        text("msg_1", "prt_2", "Machinery", { synthetic: true }),
        part("msg_1", "prt_3", { type: "hologram", size: 1 }),
      ).replace(/\s+/g, " "),
      `## build \`\`\`json { "id": "prt_3", "sessionID": "${SESSION}", "messageID": "msg_1", "type": "hologram", "size": 1 } \`\`\` `,
    );
  });
});
