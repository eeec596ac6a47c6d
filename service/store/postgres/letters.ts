import * as z from "zod";
import type { News } from "../../bus/bus.ts";

/** Most bytes of what one notification says: PostgreSQL takes fewer than 8,000. */
export const MAX_LETTER_BYTES = 7_900;

/** News, or that a node has acted on all of another's letter. */
export type Item = News | { readonly kind: "done"; readonly node: string; readonly letter: number };

/** What one notification says. Each node counts its own. */
export interface Letter {
  readonly from: string;
  readonly number: number;
  readonly items: readonly Item[];
}

const itemSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("step"), shareId: z.string(), revision: z.number() }),
  z.object({ kind: z.literal("share"), shareId: z.string() }),
  z.object({ kind: z.literal("people") }),
  z.object({ kind: z.literal("done"), node: z.string(), letter: z.number() }),
]);
/** What a later version may say beside is passed over; it says itself what it needs to be understood. */
const letterSchema = z.object({
  from: z.string(),
  number: z.number(),
  items: z.array(z.unknown()),
});

/** Says items in as few letters as they fit into; at least one. */
export function writeLetters(from: string, first: number, items: readonly Item[]): Letter[] {
  const letters: Item[][] = [[]];
  const room = MAX_LETTER_BYTES - formatLetter({ from, number: Number.MAX_SAFE_INTEGER, items: [] }).length;
  let left = room;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(item)) + 1;
    if (size > left) {
      letters.push([]);
      left = room;
    }
    letters.at(-1)?.push(item);
    left -= size;
  }
  return letters.map((some, index) => ({ from, number: first + index, items: some }));
}

export const formatLetter = (letter: Letter) => JSON.stringify(letter);

/** Undefined: it is no letter. Anybody who may use the database can notify. */
export function readLetter(text: string): Letter | undefined {
  try {
    const { items, ...letter } = letterSchema.parse(JSON.parse(text));
    return { ...letter, items: items.flatMap((item) => itemSchema.safeParse(item).data ?? []) };
  } catch {
    return undefined;
  }
}
