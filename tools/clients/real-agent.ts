import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { copySession } from "../../engine/import/copy-session.ts";
import { importWithOpencode } from "../../engine/import/run-import.ts";
import type { Json } from "../../protocol/json.ts";
import { root } from "../root.ts";
import { bringOpencode } from "./bring-opencode.ts";
import { movedId, moveInTime } from "./move-in-time.ts";
import { makeOpencodeHome, type OpencodeHome } from "./opencode-home.ts";
import { OpencodeServer, type Told } from "./opencode-server.ts";
import { type ScriptedTurn, scriptedTurns } from "./scripted-turns.ts";
import { StubModel } from "./stub-model.ts";

export type TurnName = keyof ReturnType<typeof scriptedTurns>;

interface AgentParts {
  readonly version: string;
  readonly binary: string;
  readonly home: OpencodeHome;
  readonly turns: Readonly<Record<TurnName, ScriptedTurn>>;
  readonly model: StubModel;
}

/** A released opencode at work on one session, in a place of its own, with a model that plays a script. */
export class RealAgent {
  readonly #parts: AgentParts;
  #server: OpencodeServer;
  #sessionId: string;

  private constructor(parts: AgentParts, server: OpencodeServer, sessionId: string) {
    this.#parts = parts;
    this.#server = server;
    this.#sessionId = sessionId;
  }

  /** Starts one. `version` is a release that npm has, `folder` exists and is where it lives. */
  static async start(version: string, folder: string): Promise<RealAgent> {
    const binary = await bringOpencode(root, version);
    const turns = scriptedTurns(join(folder, "workspace"));
    const model = await StubModel.start(Object.values(turns));
    try {
      const home = await makeOpencodeHome({ version, folder, modelUrl: model.url });
      const server = await OpencodeServer.start(binary, home);
      const parts = { version, binary, home, turns, model };
      return new RealAgent(parts, server, await server.createSession());
    } catch (error) {
      await model.stop();
      throw error;
    }
  }

  get home(): OpencodeHome {
    return this.#parts.home;
  }

  get sessionId(): string {
    return this.#sessionId;
  }

  /** Is asked for these turns, one after the other, and works on them. */
  async play(...names: readonly TurnName[]): Promise<void> {
    for (const name of names) await this.#server.prompt(this.sessionId, this.#parts.turns[name].prompt);
  }

  /** Takes back a prompt, the last one unless another is named, and what came after it; opencode deletes that with the next one. */
  undo(messageId?: string): Promise<void> {
    return this.#server.undo(this.sessionId, messageId);
  }

  redo(): Promise<void> {
    return this.#server.redo(this.sessionId);
  }

  /** A session and its sub-agents' as opencode itself tells them. */
  messages(sessionId = this.sessionId): Promise<readonly Told[]> {
    return this.#server.messages(sessionId);
  }

  /** Goes on, from 1.2 on, as if all so far had been `by` ms later. Its ids, the session's too, are others then. */
  async moveInTime(by: number): Promise<void> {
    const { binary, home } = this.#parts;
    await this.#server.stop();
    moveInTime(join(home.dataDir, "opencode.db"), by);
    this.#sessionId = movedId(this.sessionId, by);
    this.#server = await OpencodeServer.start(binary, home);
  }

  /** Imports the session from the contents of a share, from 1.0.61 on, as a person does. @returns the copy's id */
  importFrom(contents: ReadonlyMap<string, Json>): Promise<string> {
    const { version, binary, home } = this.#parts;
    const target = { projectId: "global", directory: home.workspace };
    const copy = copySession(contents, this.sessionId, target, { now: Date.now, randomBytes });
    return importWithOpencode({ path: binary, version, generation: "1.x" }, copy, home.env);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
    await this.#parts.model.stop();
  }
}
