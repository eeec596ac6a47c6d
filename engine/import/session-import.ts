import type { Json } from "../../protocol/json.ts";
import type { IdPorts } from "./opencode-ids.ts";
import type { SessionCopy } from "./session-copy.ts";

/** Puts copies of shared sessions into an agent. */
export interface SessionImport {
  /**
   * Decides how a shared session gets into the agent; nothing is done yet.
   * @throws NothingToImportError when the share holds no session with messages
   */
  plan(request: ImportRequest, ports: ImportPorts): Promise<ImportPlan>;
}

/** A shared session, and the workspace that a copy of it shall belong to. */
export interface ImportRequest {
  /** The share's contents by key. */
  readonly contents: ReadonlyMap<string, Json>;
  readonly sessionId: string;
  /** Absolute path of the workspace. */
  readonly directory: string;
  /** Where the person says that the agent's storage is; "" where they have not said. */
  readonly storagePath: string;
}

export interface ImportPorts extends IdPorts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The user's home folder. */
  readonly home: string;
  readonly platform: NodeJS.Platform;
  /** The agent's program, when the user chose one; nothing else is looked at then. */
  readonly chosen?: string | undefined;
  /** Asks where to save the import file; undefined when the person changed their mind. */
  chooseFile(suggestedName: string): Promise<string | undefined>;
  /** Awaited before a session of this id can be in the storage: an agent takes the id that an import file names. */
  beforeWritten(sessionId: string): Promise<void>;
}

/** How a copy gets into an agent: its own program takes it, it is written into its storage, or a person imports a file. */
export type ImportWay =
  | { readonly kind: "program"; readonly name: string; readonly version: string }
  | { readonly kind: "storage"; readonly name: string }
  /** `isOnly`: no program of the agent that could import it was found. */
  | { readonly kind: "file"; readonly name: string; readonly isOnly: boolean };

/** What an import will do; nothing has been done yet. A person confirms it before `run`, and hears that it is someone else's. */
export interface ImportPlan {
  readonly way: ImportWay;
  /** What will be added, and to which workspace. */
  readonly copy: SessionCopy;
  /**
   * Carries out the plan, which a person has confirmed.
   * @throws ImportFailedError when the agent refuses the copy
   */
  run(signal?: AbortSignal): Promise<ImportResult>;
  /** The same as a file, for when this way failed; undefined when it is one. */
  readonly asFile: ImportPlan | undefined;
}

export type ImportResult =
  | { readonly kind: "imported"; readonly sessionId: string }
  | { readonly kind: "saved"; readonly path: string; readonly command: string }
  | { readonly kind: "cancelled" };
