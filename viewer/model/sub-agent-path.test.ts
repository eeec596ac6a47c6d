import assert from "node:assert/strict";
import { assistant, childInfo, childMessage, opening, tool } from "../test/sample.ts";
import { ConversationReader } from "./conversation.ts";
import { subAgentPath } from "./sub-agent-path.ts";
import { initialState, reduce } from "./viewer-state.ts";

const calling = (sessionId: string) => ({
  ...{ status: "completed", input: {}, output: "" },
  metadata: { sessionId },
});

describe("the way to a message", () => {
  const entries = [
    assistant("msg_1"),
    tool("msg_1", "prt_1", "task", calling("ses_a")),
    childInfo("ses_a"),
    ...childMessage("ses_a", "task", calling("ses_b")),
    childInfo("ses_b"),
    ...childMessage("ses_b", "task", calling("ses_a")),
    childInfo("ses_lost"),
    ...childMessage("ses_lost", "bash", { status: "pending", input: {} }),
  ];
  const frames = opening(entries).map((frame) => ({ type: "frame", frame }) as const);
  const { subAgents } = new ConversationReader().read(reduce(initialState, frames));

  const paths: Readonly<Record<string, readonly string[]>> = {
    msg_1: [],
    prt_1: [],
    msg_ses_a: ["ses_a"],
    msg_ses_b: ["ses_a", "ses_b"],
    prt_ses_b: ["ses_a", "ses_b"],
    msg_ses_lost: ["ses_lost"],
    msg_gone: [],
  };
  for (const [id, path] of Object.entries(paths))
    it(`leads through ${path.join(", then ") || "no sub-agent"} to ${id}`, () =>
      assert.deepEqual(subAgentPath(id, subAgents), path));
});
