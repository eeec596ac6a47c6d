import { join } from "node:path";
import { root } from "../root.ts";
import { bringOpencode } from "./bring-opencode.ts";
import { makeOpencodeHome, type OpencodeHome } from "./opencode-home.ts";
import { OpencodeServer, type Told } from "./opencode-server.ts";
import { type ScriptedTurn, scriptedTurns } from "./scripted-turns.ts";
import { StubModel } from "./stub-model.ts";

export type TurnName = keyof ReturnType<typeof scriptedTurns>;

interface AgentParts {
  readonly home: OpencodeHome;
  readonly sessionId: string;
  readonly turns: Readonly<Record<TurnName, ScriptedTurn>>;
  readonly model: StubModel;
  readonly server: OpencodeServer;
}

/** A released opencode at work on one session, in a place of its own, with a model that plays a script. */
export class RealAgent {
  readonly #parts: AgentParts;

  private constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** Starts one. `version` is a release that npm has, `folder` exists and is where it lives. */
  static async start(version: string, folder: string): Promise<RealAgent> {
    const binary = await bringOpencode(root, version);
    const turns = scriptedTurns(join(folder, "workspace"));
    const model = await StubModel.start(Object.values(turns));
    try {
      const home = await makeOpencodeHome({ version, folder, modelUrl: model.url });
      const server = await OpencodeServer.start(binary, home);
      return new RealAgent({ home, sessionId: await server.createSession(), turns, model, server });
    } catch (error) {
      await model.stop();
      throw error;
    }
  }

  get home(): OpencodeHome {
    return this.#parts.home;
  }

  get sessionId(): string {
    return this.#parts.sessionId;
  }

  /** Is asked for these turns, one after the other, and works on them. */
  async play(...names: readonly TurnName[]): Promise<void> {
    const { server, turns } = this.#parts;
    for (const name of names) await server.prompt(this.sessionId, turns[name].prompt);
  }

  /** Takes back the last prompt and what came of it; opencode deletes it with the next one. */
  undo(): Promise<void> {
    return this.#parts.server.undo(this.sessionId);
  }

  redo(): Promise<void> {
    return this.#parts.server.redo(this.sessionId);
  }

  /** The session and its sub-agents' as opencode itself tells them. */
  messages(): Promise<readonly Told[]> {
    return this.#parts.server.messages(this.sessionId);
  }

  async stop(): Promise<void> {
    await this.#parts.server.stop();
    await this.#parts.model.stop();
  }
}
