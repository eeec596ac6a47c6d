import type { Random } from "../../fixtures/random.ts";
import { ALPHABETS } from "../rules/alphabets.ts";
import { type Piece, parseForm } from "../rules/form.ts";

/** A text that has a form, and the secret in it. */
export interface Sample {
  readonly text: string;
  readonly secret: string;
}

/** What somebody's generator could have written in this form. */
export function sampleOfForm(form: string, random: Random): Sample {
  const { pieces, secretAt } = parseForm(form);
  const texts = pieces.map((piece) => textOf(piece, random));
  return { text: texts.join(""), secret: texts.slice(secretAt).join("") };
}

function textOf(piece: Piece, random: Random): string {
  if ("literal" in piece) return piece.literal;
  if ("oneOf" in piece) return random.pick(piece.oneOf);
  if ("padding" in piece) return "";
  const alphabet = ALPHABETS[piece.alphabet];
  const length = random.between(piece.min, Math.min(piece.max, piece.min + 24));
  // No generator ends a token with a mark that a sentence could have after it.
  const last = alphabet.replaceAll(/[^A-Za-z0-9]/g, "");
  return random.text(alphabet, length - 1) + random.text(last, Math.min(1, length));
}
