import { inReadingOrder, type MessagePlace } from "../../protocol/reading-order.ts";
import { isMessage, isPart, type MessagePiece, type PartPiece, type Piece } from "./pieces.ts";

/** A message and its parts, in reading order. */
export interface Turn {
  readonly id: string;
  readonly message: MessagePiece;
  readonly parts: readonly PartPiece[];
}

type SessionPieces = { readonly messages: MessagePiece[]; readonly parts: Map<string, PartPiece[]> };

/** Puts pieces together to turns; a turn of which nothing changed is the same object again. */
export class TurnReader {
  #turns = new Map<string, Turn>();

  /** The turns of every session, by session id. Parts whose message has not come (yet) are left out. */
  read(pieces: Iterable<Piece>): ReadonlyMap<string, readonly Turn[]> {
    const turns = new Map<string, Turn>();
    const bySession = new Map<string, readonly Turn[]>();
    for (const [sessionId, { messages, parts }] of group(pieces))
      bySession.set(
        sessionId,
        inReadingOrder(messages, placeOf).map((message) => {
          const turn = this.#turnOf(message, parts.get(message.path.messageId) ?? []);
          turns.set(message.key, turn);
          return turn;
        }),
      );
    this.#turns = turns;
    return bySession;
  }

  #turnOf(message: MessagePiece, unordered: PartPiece[]): Turn {
    const parts = unordered.sort((a, b) => compareIds(a.path.partId, b.path.partId));
    const known = this.#turns.get(message.key);
    if (known?.message === message && isSame(known.parts, parts)) return known;
    return { id: message.path.messageId, message, parts };
  }
}

function group(pieces: Iterable<Piece>): ReadonlyMap<string, SessionPieces> {
  const sessions = new Map<string, SessionPieces>();
  for (const piece of pieces) {
    const session: SessionPieces = sessions.get(piece.path.sessionId) ?? { messages: [], parts: new Map() };
    sessions.set(piece.path.sessionId, session);
    if (isMessage(piece)) session.messages.push(piece);
    if (isPart(piece)) addPart(session.parts, piece);
  }
  return sessions;
}

function addPart(parts: Map<string, PartPiece[]>, piece: PartPiece): void {
  const siblings = parts.get(piece.path.messageId);
  if (siblings) siblings.push(piece);
  else parts.set(piece.path.messageId, [piece]);
}

const placeOf = ({ path, parsed }: MessagePiece): MessagePlace => ({
  id: path.messageId,
  order: parsed?.order,
  createdAt: parsed?.time.created,
});

/** Ids are ASCII and case matters, so no locale has a say. */
function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
