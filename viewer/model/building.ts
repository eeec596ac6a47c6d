import type { Turn } from "./turns.ts";

/** Most messages that are added at once while a long conversation is being built up. */
const MOST_TURNS = 50;
/** Most text that is set at once, in characters; more would keep the page from answering. */
const MOST_TEXT = 20_000;

const known = new WeakMap<Turn, number>();

/** How many messages to show when `shown` of them are there already: some more, at least one, all in the end. */
export function nextShown(turns: readonly Turn[], shown: number): number {
  const last = Math.min(turns.length, shown + MOST_TURNS);
  let text = 0;
  for (let at = shown; at < last; at++) {
    const turn = turns[at];
    text += turn ? textOf(turn) : 0;
    if (text > MOST_TEXT) return Math.max(at, shown + 1);
  }
  return last;
}

/** What of a message is set as Markdown, in characters. Of all else only a beginning is set. */
function textOf(turn: Turn): number {
  const count =
    known.get(turn) ??
    turn.parts.reduce((sum, { parsed }) => {
      if (!parsed?.known) return sum;
      const { part } = parsed;
      return sum + (part.type === "text" || part.type === "reasoning" ? part.text.length : 0);
    }, 0);
  known.set(turn, count);
  return count;
}
