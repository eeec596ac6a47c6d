import type { Message, ParsedPart, Session } from "../../protocol/session.ts";

/** One message with its parts, in order. */
export interface MessageWithParts {
  readonly info: Message;
  readonly parts: readonly ParsedPart[];
}

/** How much of a share is not in a conversation or its copy. */
export interface LeftOut {
  /** Those that cannot be read. */
  readonly messages: number;
  /** Those that cannot be read, whose message is not there, or which an agent says in a person's message. */
  readonly parts: number;
  /** Sessions that travel with this one. */
  readonly subAgents: number;
}

/** A session's conversation as one piece, in order, apart from where it is stored. */
export interface Conversation {
  readonly session: Session;
  readonly messages: readonly MessageWithParts[];
  readonly leftOut: LeftOut;
}

/** The session of a copy: made from known fields only, so that nothing of the original's state travels along. */
export interface CopiedSession extends Session {
  readonly slug: string;
  readonly projectID: string;
  readonly directory: string;
  readonly title: string;
  readonly version: string;
  readonly time: { readonly created: number; readonly updated: number };
}

/** A copy of a shared session, ready to be written for any opencode: fresh ids, nothing running, nothing to undo. */
export interface SessionCopy {
  readonly session: CopiedSession;
  readonly messages: readonly MessageWithParts[];
  readonly leftOut: LeftOut;
  /** In how many of its texts something was hidden, or spoke for the system or a tool; there it is plain now. */
  readonly madePlain: number;
}

/** Why there is nothing to import: no messages yet, none that can be read, or no session that they belong to. */
export type NothingToImport = "empty" | "unreadable" | "incomplete";

const NOTHING: Readonly<Record<NothingToImport, string>> = {
  empty: "There is nothing to import yet: the shared session has no messages.",
  unreadable: "There is nothing to import: no message of the shared session can be read.",
  incomplete:
    "There is nothing to import yet: what describes the shared session is missing or cannot be read.",
};

/** The share holds nothing that could be imported. */
export class NothingToImportError extends Error {
  readonly why: NothingToImport;

  constructor(why: NothingToImport) {
    super(NOTHING[why]);
    this.name = "NothingToImportError";
    this.why = why;
  }
}
