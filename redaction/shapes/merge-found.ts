import type { Found, Span } from "./found.ts";

/** What was found as stretches that do not overlap, from left to right; where two did, the surer kind names both. */
export function mergeFound(found: readonly Found[], text: string): readonly Found[] {
  const merged: Found[] = [];
  for (const next of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = merged.at(-1);
    if (last && next.start < last.end) merged[merged.length - 1] = together(last, next);
    else if (next.start < next.end && next.end <= text.length) merged.push(next);
  }
  return merged;
}

function together(a: Found, b: Found): Found {
  const surer = b.rank > a.rank || (b.rank === a.rank && lengthOf(b) > lengthOf(a)) ? b : a;
  const pieces = [...(a.pieces ?? []), ...(b.pieces ?? [])].sort((x, y) => x.start - y.start);
  const all: Found = {
    kind: surer.kind,
    rank: surer.rank,
    start: a.start,
    end: Math.max(a.end, b.end),
    ...(pieces.length > 0 ? { pieces: apart(pieces) } : {}),
  };
  const whole = [a, b].find((one) => one.identity !== undefined && lengthOf(one) === lengthOf(all));
  return {
    ...all,
    ...(whole?.identity === undefined ? {} : { identity: whole.identity }),
    ...(a.isOpen || b.isOpen ? { isOpen: true } : {}),
  };
}

const lengthOf = ({ start, end }: Span) => end - start;

function apart(pieces: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && piece.start <= last.end)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, piece.end) };
    else joined.push(piece);
  }
  return joined;
}
