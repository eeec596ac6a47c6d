import type { Disposable } from "../../primitives/disposable.ts";
import type { SessionImport } from "../import/session-import.ts";
import type { AgentConfig } from "../mode/agent-config.ts";
import type { Report, SessionSource, WatchFiles } from "../sources/session-source.ts";

/** A coding agent whose sessions can be shared. */
export interface Agent {
  /** What services and the records of shares call it; never changes. */
  readonly id: string;
  /** What people call it. */
  readonly name: string;
  /** Its sessions on this machine, each with this agent's id. Nothing is read before the first list or read. */
  open(context: AgentContext): SessionSource & Disposable;
  /** Its own configs, when they can say whether sessions may be shared. */
  readonly config?: AgentConfig;
  /** How copies of shared sessions get into it, when they can. */
  readonly import?: SessionImport;
}

/** What an agent's sessions are found and watched with. */
export interface AgentContext {
  /** Where the person says that its storage is; "" where they have not said. */
  readonly storagePath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly watchFiles: WatchFiles;
  /** Hears, once each and without content, what is left out of readings and why. */
  readonly report: Report;
}
