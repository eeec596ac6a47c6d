import type { Json, JsonObject } from "../../protocol/json.ts";
import { type ProcessGroup, startGroup } from "../process/process-group.ts";
import type { OpencodeHome } from "./opencode-home.ts";

/** How long opencode may take to listen, and to go through a turn, ms. */
const START_MS = 60_000;
const TURN_MS = 90_000;

/** A message with its parts, as opencode itself tells it. */
export interface ToldMessage {
  readonly info: JsonObject & { readonly id: string; readonly sessionID: string };
  readonly parts: readonly (JsonObject & { readonly id: string })[];
}

/** A message of 0.1, which has all it says of itself in `metadata`, notes on its tool calls too. */
export interface ToldV0Message {
  readonly id: string;
  readonly role: string;
  readonly parts: readonly (JsonObject & { readonly toolInvocation: ToldV0Call })[];
  readonly metadata: {
    readonly sessionID: string;
    readonly time: Json;
    readonly assistant?: JsonObject;
    readonly error?: Json;
    readonly tool: { readonly [callId: string]: JsonObject };
  };
}

type ToldV0Call = JsonObject & { readonly toolCallId: string; readonly toolName: string };

export type Told = ToldMessage | ToldV0Message;

/** A running `opencode serve`, and what a person does with it through its HTTP API. */
export class OpencodeServer {
  readonly #url: string;
  readonly #group: ProcessGroup;

  private constructor(url: string, group: ProcessGroup) {
    this.#url = url;
    this.#group = group;
  }

  /** @throws Error with what it printed, when it does not come up */
  static async start(binary: string, { env, workspace }: OpencodeHome): Promise<OpencodeServer> {
    const args = ["serve", "--port", "0", "--hostname", "127.0.0.1"];
    const group = startGroup(binary, args, { cwd: workspace, env, stdio: ["ignore", "pipe", "pipe"] });
    try {
      return new OpencodeServer(await listeningUrl(group), group);
    } catch (error) {
      await group.stop();
      throw error;
    }
  }

  /** @returns the new session's id */
  async createSession(): Promise<string> {
    const { id } = (await this.#ask("POST", "/session", {})) as { readonly id: string };
    return id;
  }

  /** Asks something and waits until the agent has done with it. */
  async prompt(sessionId: string, text: string): Promise<void> {
    const model = { providerID: "stub", modelID: "stub" };
    // Where the model stands in the request has changed over time.
    const body = { model, ...model, parts: [{ type: "text", text }] };
    await this.#ask("POST", `/session/${sessionId}/message`, body);
  }

  /** The messages of a session and of its sub-agents'. */
  async messages(sessionId: string): Promise<readonly Told[]> {
    const sessions = (await this.#ask("GET", "/session")) as readonly { id: string; parentID?: string }[];
    const children = sessions.filter(({ parentID }) => parentID === sessionId).map(({ id }) => id);
    const lists = [sessionId, ...children].map((id) => this.#ask("GET", `/session/${id}/message`));
    return (await Promise.all(lists)).flat() as Told[];
  }

  /** Takes a session back to before a prompt, the last one unless another is named, from 0.3 on; `redo` undoes that. */
  async undo(sessionId: string, messageId?: string): Promise<void> {
    const messageID = messageId ?? (await this.#lastPrompt(sessionId));
    await this.#ask("POST", `/session/${sessionId}/revert`, { messageID });
  }

  async #lastPrompt(sessionId: string): Promise<string> {
    const messages = (await this.#ask("GET", `/session/${sessionId}/message`)) as readonly ToldMessage[];
    return messages.findLast(({ info }) => info.role === "user")?.info.id ?? "";
  }

  async redo(sessionId: string): Promise<void> {
    await this.#ask("POST", `/session/${sessionId}/unrevert`, {});
  }

  stop(): Promise<void> {
    return this.#group.stop();
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(this.#url + path, {
      method,
      signal: AbortSignal.timeout(TURN_MS),
      ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
    });
    if (!answer.ok) throw new Error(`opencode answers ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  }
}

function listeningUrl({ child, exited }: ProcessGroup): Promise<string> {
  let printed = "";
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`opencode ${why}:\n${printed}`));
    const timer = setTimeout(() => fail("does not listen"), START_MS);
    const hear = (chunk: Buffer) => {
      printed += chunk;
      const url = /listening on (http:\/\/\S+)/.exec(printed)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    exited.then(
      (code) => fail(`ended with code ${code}`),
      (error: Error) => fail(error.message),
    );
  });
}
