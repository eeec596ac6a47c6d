import type { Message, ParsedPart, Session } from "../../protocol/session.ts";

/** One message with its parts, in order. */
export interface MessageWithParts {
  readonly info: Message;
  readonly parts: readonly ParsedPart[];
}

/** A session's conversation as one piece, in order, apart from where it is stored. */
export interface Conversation {
  readonly session: Session;
  readonly messages: readonly MessageWithParts[];
  /** How many messages cannot be read and are not among these. */
  readonly unreadable: number;
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
  /** How many messages of the original cannot be read and are left out. */
  readonly unreadable: number;
}

/** The share holds nothing that could be imported. */
export class NothingToImportError extends Error {
  constructor() {
    super("There is nothing to import yet: the shared session has no messages.");
    this.name = "NothingToImportError";
  }
}
