import type { Json } from "../../protocol/json.ts";
import { type KeyPath, parseKey } from "../../protocol/keys.ts";
import {
  type Message,
  messageSchema,
  type ParsedPart,
  parsePart,
  type Session,
  sessionSchema,
} from "../../protocol/session.ts";

/** One content of a share, read at the door. What does not read keeps its raw JSON and has no parsed form. */
export type Piece = InfoPiece | MessagePiece | PartPiece;

export type InfoPiece = PieceOf<"info", Session>;
export type MessagePiece = PieceOf<"message", Message>;
export type PartPiece = PieceOf<"part", ParsedPart>;

interface PieceOf<K extends KeyPath["kind"], T> {
  readonly key: string;
  readonly path: KeyPath & { readonly kind: K };
  readonly raw: Json;
  readonly parsed: T | undefined;
}

export const isInfo = (piece: Piece): piece is InfoPiece => piece.path.kind === "info";
export const isMessage = (piece: Piece): piece is MessagePiece => piece.path.kind === "message";
export const isPart = (piece: Piece): piece is PartPiece => piece.path.kind === "part";

/** Reads contents once each: a content that is still the same object gives the same piece again. */
export class PieceReader {
  #pieces = new Map<string, Piece>();

  /** The pieces of all contents, in no particular order. */
  read(contents: ReadonlyMap<string, Json>): Iterable<Piece> {
    const pieces = new Map<string, Piece>();
    for (const [key, content] of contents) {
      const known = this.#pieces.get(key);
      const piece = known?.raw === content ? known : readPiece(key, content);
      if (piece) pieces.set(key, piece);
    }
    this.#pieces = pieces;
    return pieces.values();
  }
}

function readPiece(key: string, raw: Json): Piece | undefined {
  const path = parseKey(key);
  switch (path?.kind) {
    case undefined:
      return undefined;
    case "info":
      return { key, path, raw, parsed: sessionSchema.safeParse(raw).data };
    case "message":
      return { key, path, raw, parsed: messageSchema.safeParse(raw).data };
    case "part":
      return { key, path, raw, parsed: parsePart(raw) };
    default:
      return path satisfies never;
  }
}
