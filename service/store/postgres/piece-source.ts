import type { ByteLocation, ByteSource } from "../contents/segment.ts";
import { StoreUnavailableError } from "../errors.ts";
import type { Statements } from "./database.ts";

/** Most pieces that are read at once. */
const MOST_PIECES = 1_000;

/** Which row some bytes are in. */
export interface PieceName {
  readonly key: string;
  /** The revision at which the content was put. */
  readonly put: number;
  /** Which of the content's texts that have grown; `BASE`: the content as it was put. */
  readonly text: number;
  readonly n: number;
}

/** The `text` of the pieces that a content was put with. */
export const BASE = -1;

interface PlacedPiece extends PieceName {
  /** Where it begins here. */
  readonly at: number;
  readonly size: number;
}

/**
 * Pieces of a share's contents, one after another as if they were one run of bytes, read when they are needed and some at
 * a time. A piece that has grown since is what it was.
 */
export class PieceSource implements ByteSource {
  readonly #statements: Statements;
  readonly #shareId: string;
  readonly #pieces: PlacedPiece[] = [];
  #end = 0;

  constructor(statements: Statements, shareId: string) {
    this.#statements = statements;
    this.#shareId = shareId;
  }

  /** Puts a piece behind the others. Answers where it begins. */
  add(name: PieceName, size: number): ByteLocation {
    const at = this.#end;
    this.#pieces.push({ ...name, at, size });
    this.#end += size;
    return { source: this, start: at };
  }

  /** @throws StoreUnavailableError also when a piece is gone, as it is some time after its content was replaced */
  async read(position: number, length: number): Promise<Buffer> {
    const pieces = this.#within(position, length);
    const first = pieces[0];
    if (!first) throw new StoreUnavailableError("the bytes are nowhere");
    const found = await this.#load(pieces);
    const bytes = pieces.map((piece) => {
      const loaded = found.get(nameOf(piece));
      if (!loaded || loaded.length < piece.size)
        throw new StoreUnavailableError("what is read was replaced long ago");
      return loaded.subarray(0, piece.size);
    });
    return Buffer.concat(bytes).subarray(position - first.at, position - first.at + length);
  }

  /** The pieces from the one that a position is in to the one that the last byte is in. */
  #within(position: number, length: number): readonly PlacedPiece[] {
    let [low, high] = [0, this.#pieces.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#pieces[middle]?.at ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    const from = Math.max(0, low - 1);
    let to = from;
    while (to < this.#pieces.length && to - from < MOST_PIECES) {
      if ((this.#pieces[to]?.at ?? 0) >= position + length) break;
      to += 1;
    }
    return this.#pieces.slice(from, to);
  }

  async #load(pieces: readonly PlacedPiece[]): Promise<ReadonlyMap<string, Buffer>> {
    const rows = await this.#statements.query<PieceName & { readonly bytes: Buffer }>(
      `SELECT piece.key, piece.put, piece.text, piece.n, piece.bytes
       FROM unnest($2::text[], $3::bigint[], $4::integer[], $5::integer[]) AS wanted (key, put, text, n)
       JOIN piece ON piece.share_id = $1 AND piece.key = wanted.key AND piece.put = wanted.put
         AND piece.text = wanted.text AND piece.n = wanted.n`,
      [
        this.#shareId,
        pieces.map(({ key }) => key),
        pieces.map(({ put }) => put),
        pieces.map(({ text }) => text),
        pieces.map(({ n }) => n),
      ],
    );
    return new Map(rows.map((row) => [nameOf(row), row.bytes]));
  }
}

const nameOf = ({ key, put, text, n }: PieceName) => `${key} ${put} ${text} ${n}`;
