import { assistantMessage, reasoningPart, textPart, userMessage } from "../../fixtures/session-content.ts";
import type { Content, SessionWriter } from "../../fixtures/session-writer.ts";
import type { JsonObject } from "../../protocol/json.ts";
import type { AgentStep, AgentTurn } from "./agent-script.ts";

/** Tokens that a turn of the demo says it used. */
const TOKENS = { input: 1840, output: 420, reasoning: 60, cache: { read: 21_504, write: 960 } };
const COST = 0.0273;

export interface AgentDeps {
  readonly writer: SessionWriter;
  readonly sessionId: string;
  /** Waits between two writes; rejects when the agent is to stop. */
  readonly pause: () => Promise<void>;
}

/** An agent that plays a script into a session, as slowly and in as many small writes as a real one. */
export class DemoAgent {
  readonly #deps: AgentDeps;

  constructor(deps: AgentDeps) {
    this.#deps = deps;
  }

  /** Plays a turn to its end; when stopped, leaves an aborted message behind and throws what `pause` threw. */
  async play({ prompt, steps }: AgentTurn): Promise<void> {
    const { writer, sessionId, pause } = this.#deps;
    const user = writer.putMessage(sessionId, userMessage());
    writer.putPart(sessionId, user, textPart(prompt));
    const message = assistantMessage(user);
    const created = Date.now();
    const id = writer.putMessage(sessionId, { ...message, time: { created } });
    const finish = (fields: JsonObject) =>
      writer.putMessage(sessionId, { ...message, id, time: { created, completed: Date.now() }, ...fields });
    writer.putPart(sessionId, id, { type: "step-start" });
    try {
      for (const step of steps) {
        await pause();
        await this.#act(id, step);
      }
    } catch (error) {
      finish({ error: { name: "MessageAbortedError", data: { message: "The agent was stopped." } } });
      throw error;
    }
    writer.putPart(sessionId, id, { type: "step-finish", reason: "stop", cost: COST, tokens: TOKENS });
    finish({ cost: COST, tokens: TOKENS, finish: "stop" });
  }

  async #act(messageId: string, step: AgentStep): Promise<void> {
    switch (step.kind) {
      case "think":
        return this.#stream(messageId, reasoningPart("", Date.now()), step.text);
      case "say":
        return this.#stream(messageId, textPart("", { time: { start: Date.now() } }), step.text);
      case "call":
        return this.#call(messageId, step);
      default:
        return step satisfies never;
    }
  }

  /** Writes a text a few words at a time, and its end time at the end. */
  async #stream(messageId: string, part: JsonObject, text: string): Promise<void> {
    const { writer, sessionId, pause } = this.#deps;
    const id = writer.putPart(sessionId, messageId, part);
    for (const words of inPortions(text)) {
      await pause();
      writer.appendText(sessionId, messageId, id, words);
    }
    const time = { ...(part.time as JsonObject), end: Date.now() };
    writer.putPart(sessionId, messageId, { ...part, id, text, time });
  }

  /** Takes a tool through its states, its output growing as it runs. */
  async #call(messageId: string, step: Extract<AgentStep, { kind: "call" }>): Promise<void> {
    const { writer, sessionId, pause } = this.#deps;
    const { tool, title, input, output, metadata = {} } = step;
    const callID = `call_${Date.now().toString(36)}`;
    const part: Content = { type: "tool", callID, tool, state: { status: "pending", input: {}, raw: "" } };
    const id = writer.putPart(sessionId, messageId, part);
    const put = (state: JsonObject) => writer.putPart(sessionId, messageId, { ...part, id, state });
    await pause();
    const start = Date.now();
    try {
      for (const printed of tool === "bash" ? growing(output) : [""]) {
        put({ status: "running", input, title, metadata: { output: printed }, time: { start } });
        await pause();
      }
    } catch (error) {
      put({ status: "error", input, error: "Tool execution aborted", time: { start, end: Date.now() } });
      throw error;
    }
    put({
      status: "completed",
      input,
      output,
      title,
      metadata: { output, ...metadata },
      time: { start, end: Date.now() },
    });
  }
}

/** A text in portions of about three words, which joined are the text. */
function inPortions(text: string): readonly string[] {
  return text.match(/(?:\S*\s*){1,3}/g)?.filter((words) => words !== "") ?? [];
}

/** The beginnings of an output, a line more each. */
function growing(output: string): readonly string[] {
  const lines = output.split("\n");
  return lines.map((_, index) => lines.slice(0, index + 1).join("\n"));
}
