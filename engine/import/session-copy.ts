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
  /** Those that cannot be read, or whose message is not there. */
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
}

/** The share holds nothing that could be imported. */
export class NothingToImportError extends Error {
  constructor() {
    super("There is nothing to import yet: the shared session has no messages.");
    this.name = "NothingToImportError";
  }
}
