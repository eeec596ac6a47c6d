import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { ModelStep, ScriptedTurn } from "./scripted-turns.ts";

/** Between two pieces of a streamed answer, ms. */
const PIECE_MS = 10;
/** How much text comes at a time. */
const PIECE = /[\s\S]{1,24}/g;
/** The answer to requests without tools: agents ask for titles and summaries so. */
const ASIDE: ModelStep = { say: "Prices added up" };

interface ChatRequest {
  readonly model?: string;
  readonly stream?: boolean;
  readonly tools?: readonly unknown[];
  readonly messages?: readonly { readonly role: string; readonly content?: unknown }[];
}

/** A model that answers by script, in the protocol of OpenAI's chat completions. What it is sent, it forgets. */
export class StubModel {
  readonly #server: Server;
  readonly #turns: readonly ScriptedTurn[];
  #answers = 0;

  private constructor(turns: readonly ScriptedTurn[]) {
    this.#turns = turns;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(turns: readonly ScriptedTurn[]): Promise<StubModel> {
    const model = new StubModel(turns);
    await new Promise<void>((resolve) => model.#server.listen(0, "127.0.0.1", resolve));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (!request.url?.endsWith("/chat/completions")) return void response.writeHead(404).end("{}");
    const asked = JSON.parse(Buffer.concat(chunks).toString()) as ChatRequest;
    this.#answers += 1;
    const step = this.#stepFor(asked);
    const about = { id: `answer-${this.#answers}`, created: 1, model: asked.model };
    if (asked.stream) await this.#stream(response, about, step);
    else respond(response, about, step, this.#callsOf(step));
  }

  /** The turn is the last prompt's, the step how often the model has answered since. */
  #stepFor({ tools = [], messages = [] }: ChatRequest): ModelStep {
    if (tools.length === 0) return ASIDE;
    for (let at = messages.length - 1; at >= 0; at--) {
      if (messages[at]?.role !== "user") continue;
      const text = JSON.stringify(messages[at]?.content);
      const steps = this.#turns.find(({ prompt }) => text.includes(prompt))?.steps;
      const done = messages.slice(at).filter(({ role }) => role === "assistant").length;
      if (steps) return steps[Math.min(done, steps.length - 1)] ?? ASIDE;
    }
    return ASIDE;
  }

  #callsOf({ calls = [] }: ModelStep) {
    return calls.map(({ tool, input }, index) => ({
      index,
      id: `call_${this.#answers}_${index}`,
      type: "function",
      function: { name: tool, arguments: JSON.stringify(input) },
    }));
  }

  async #stream(response: ServerResponse, about: object, step: ModelStep): Promise<void> {
    response.writeHead(200, { "content-type": "text/event-stream" });
    const send = async (delta: object, more: object = { finish_reason: null }, usage = {}) => {
      const chunk = { ...about, object: "chat.completion.chunk", ...usage };
      response.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta, ...more }] })}\n\n`);
      await delay(PIECE_MS);
    };
    await send({ role: "assistant", content: "" });
    for (const piece of step.think?.match(PIECE) ?? []) await send({ reasoning_content: piece });
    for (const piece of step.say?.match(PIECE) ?? []) await send({ content: piece });
    const calls = this.#callsOf(step);
    for (const call of calls) await send({ tool_calls: [call] });
    await send({}, { finish_reason: finishOf(calls) }, { usage: USAGE });
    response.end("data: [DONE]\n\n");
  }
}

const USAGE = { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 };

const finishOf = (calls: readonly unknown[]) => (calls.length > 0 ? "tool_calls" : "stop");

function respond(
  response: ServerResponse,
  about: object,
  { say = "" }: ModelStep,
  calls: readonly object[],
): void {
  const message = { role: "assistant", content: say, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
  const choices = [{ index: 0, message, finish_reason: finishOf(calls) }];
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ ...about, object: "chat.completion", choices, usage: USAGE }));
}
