import assert from "node:assert/strict";
import { findStorage } from "../../engine/sources/opencode/find-storage.ts";
import { openOpencodeSource } from "../../engine/sources/opencode/open-opencode-source.ts";
import { watchFiles } from "../../engine/testing/watch-files.ts";
import { SqliteStorage } from "../../fixtures/sqlite-storage.ts";
import { type AssistantMessage, type KnownPart, messageSchema, parsePart } from "../../protocol/session.ts";
import { makeTempFolder, type TempFolder } from "../process/temp-folder.ts";
import { DemoAgent } from "./agent.ts";
import { agentTurns } from "./agent-script.ts";

describe("the demo agent", () => {
  let temp: TempFolder;
  let writer: SqliteStorage;
  let sessionId: string;
  beforeEach(() => {
    temp = makeTempFolder("agent");
    writer = new SqliteStorage(temp.path);
    sessionId = writer.createSession({ directory: temp.path, title: "A demo" });
  });
  afterEach(() => {
    writer.close();
    temp.remove();
  });

  /** What a reader of the storage sees now. */
  async function read(): Promise<{ messages: AssistantMessage[]; parts: KnownPart[] }> {
    const location = findStorage({ storagePath: temp.path, env: {} });
    const source = openOpencodeSource(location, { watchFiles });
    const contents = [...(await source.read(sessionId)).contents];
    source.dispose();
    const of = (kind: string) => contents.filter(([key]) => key.startsWith(`session/${kind}/`));
    const messages = of("message").map(([, content]) => messageSchema.parse(content));
    return {
      messages: messages.filter((message) => message.role === "assistant"),
      parts: of("part").map(([, content]) => {
        const parsed = parsePart(content);
        assert.ok(parsed?.known, JSON.stringify(content));
        return parsed.part;
      }),
    };
  }

  for (const turn of agentTurns)
    it(`plays “${turn.prompt}” to its end`, async () => {
      await new DemoAgent({ writer, sessionId, pause: async () => {} }).play(turn);
      const { messages, parts } = await read();
      assert.equal(messages.length, 1);
      assert.ok(messages[0]?.time.completed);
      const said = turn.steps.flatMap((step) => (step.kind === "call" ? [] : step.text));
      const texts = parts.flatMap((part) =>
        part.type === "text" || part.type === "reasoning" ? part.text : [],
      );
      assert.deepEqual(new Set(texts), new Set([turn.prompt, ...said]));
      for (const part of parts) if (part.type === "tool") assert.equal(part.state.status, "completed");
    });

  it("shows its work in between: half a text, and a tool in each of its states", async () => {
    const seen = new Set<string>();
    const turn = agentTurns[0];
    assert.ok(turn);
    const pause = async () => {
      const { parts } = await read();
      for (const part of parts) {
        if (part.type === "tool") seen.add(part.state.status);
        if (part.type === "reasoning")
          seen.add(turn.steps.some((s) => s.kind === "think" && s.text === part.text) ? "whole" : "half");
      }
    };
    await new DemoAgent({ writer, sessionId, pause }).play(turn);
    assert.deepEqual(seen, new Set(["half", "whole", "pending", "running", "completed"]));
  });

  it("leaves an aborted message and no running tool behind when it is stopped", async () => {
    let pauses = 0;
    const pause = async () => {
      const isInTool = (await read()).parts.some(
        (part) => part.type === "tool" && part.state.status === "running",
      );
      if (isInTool && pauses++ > 0) throw new Error("stop");
    };
    const turn = agentTurns[0];
    assert.ok(turn);
    await assert.rejects(new DemoAgent({ writer, sessionId, pause }).play(turn), /stop/);
    const { messages, parts } = await read();
    assert.equal(messages[0]?.error?.name, "MessageAbortedError");
    for (const part of parts) if (part.type === "tool") assert.notEqual(part.state.status, "running");
  });
});
