import { ALPHABETS, type Alphabet, isAlphabet } from "./alphabets.ts";

/**
 * The published form of a token, as one line:
 * literal text · `<a:36>` so many characters of an alphabet · `<a:20-40>` between so many · `{live|test}` one of these ·
 * `<uuid>` · `<pad>` up to two `=` · `!` the secret itself begins here · `^` what is looked for first begins here.
 */
export interface Form {
  readonly pieces: readonly Piece[];
  /** Index of the piece at which the literal stands that is looked for. */
  readonly anchorAt: number;
  /** Index of the piece at which the secret begins. */
  readonly secretAt: number;
}

export type Piece =
  | { readonly literal: string }
  | { readonly oneOf: readonly string[] }
  | { readonly alphabet: Alphabet; readonly min: number; readonly max: number }
  | { readonly padding: true };

const TOKEN = /<([^>]+)>|\{([^}]+)\}|([!^])|([^<{!^]+)/g;

/** @throws Error for a form that is not written like this */
export function parseForm(text: string): Form {
  const pieces: Piece[] = [];
  let anchorAt = 0;
  let secretAt = 0;
  for (const [, counted, choice, mark, literal] of text.matchAll(TOKEN)) {
    if (mark === "^") anchorAt = pieces.length;
    else if (mark === "!") secretAt = pieces.length;
    else if (literal !== undefined) pieces.push({ literal });
    else if (choice !== undefined) pieces.push({ oneOf: choice.split("|") });
    else pieces.push(...countedPieces(counted ?? "", text));
  }
  return { pieces, anchorAt, secretAt };
}

function countedPieces(counted: string, form: string): readonly Piece[] {
  if (counted === "uuid")
    return [8, 4, 4, 4, 12].flatMap((length, i): Piece[] => {
      const hex = { alphabet: "x", min: length, max: length } as const;
      return i === 0 ? [hex] : [{ literal: "-" }, hex];
    });
  if (counted === "pad") return [{ padding: true }];
  const [, alphabet = "", min = "", max = min] = /^(\w):(\d+)(?:-(\d+))?$/.exec(counted) ?? [];
  if (!isAlphabet(alphabet)) throw new Error(`“${form}” has “<${counted}>”, which is no part of a form`);
  return [{ alphabet, min: Number(min), max: Number(max) }];
}

/** The literals that a text must have for the form to be in it, one of them. */
export function anchorsOf({ pieces, anchorAt }: Form): readonly string[] {
  let anchors = [""];
  for (const piece of pieces.slice(anchorAt)) {
    if ("literal" in piece) anchors = anchors.map((start) => start + piece.literal);
    else if ("oneOf" in piece) anchors = anchors.flatMap((start) => piece.oneOf.map((end) => start + end));
    else break;
  }
  return anchors;
}

/** How many characters may stand before the anchor: the least and the most. */
export function leadOf({ pieces, anchorAt }: Form): { readonly min: number; readonly max: number } {
  const lengths = pieces.slice(0, anchorAt).map(lengthsOf);
  return {
    min: lengths.reduce((sum, { min }) => sum + min, 0),
    max: lengths.reduce((sum, { max }) => sum + max, 0),
  };
}

function lengthsOf(piece: Piece): { readonly min: number; readonly max: number } {
  if ("literal" in piece) return { min: piece.literal.length, max: piece.literal.length };
  if ("padding" in piece) return { min: 0, max: 2 };
  if ("alphabet" in piece) return piece;
  const lengths = piece.oneOf.map(({ length }) => length);
  return { min: Math.min(...lengths), max: Math.max(...lengths) };
}

/**
 * A sticky expression for the form, whose first group is the secret. It has no repetition within a repetition, and no
 * token goes on where it ends.
 */
export function expressionOf({ pieces, secretAt }: Form): RegExp {
  const sources = pieces.map(sourceOf);
  const secret = `(${sources.slice(secretAt).join("")})`;
  return new RegExp(`${sources.slice(0, secretAt).join("")}${secret}${endOf(pieces.at(-1))}`, "y");
}

function sourceOf(piece: Piece): string {
  if ("literal" in piece) return escapeLiteral(piece.literal);
  if ("oneOf" in piece) return `(?:${piece.oneOf.map(escapeLiteral).join("|")})`;
  if ("padding" in piece) return "(?:={1,2}|(?:%3[Dd]){1,2})?";
  const { min, max } = piece;
  return `[${escapeInClass(ALPHABETS[piece.alphabet])}]{${min === max ? min : `${min},${max}`}}`;
}

/** Where the last piece has a fixed length, nothing of its alphabet may follow. */
function endOf(piece: Piece | undefined): string {
  if (!piece || !("alphabet" in piece)) return "";
  const alphabet = ALPHABETS[piece.alphabet].replaceAll(/[-_.~]/g, "");
  return `(?![${escapeInClass(alphabet)}])`;
}

const escapeLiteral = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
const escapeInClass = (characters: string) => characters.replaceAll(/[\\\]^/-]/g, "\\$&");
