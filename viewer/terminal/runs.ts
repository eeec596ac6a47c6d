/** Text from `start` to `end` that has a look: the names of its classes. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly style: string;
}

/** Text with one look; none is empty. */
export interface Piece {
  readonly text: string;
  readonly style: string;
}

/** The slices of a text, each in pieces that have one look. */
export function withRuns(slices: readonly string[], runs: readonly Run[]): readonly (readonly Piece[])[] {
  let [offset, next] = [0, 0];
  return slices.map((slice) => {
    const pieces: Piece[] = [];
    const end = offset + slice.length;
    let at = offset;
    const take = (to: number, style: string) => {
      if (to > at) pieces.push({ text: slice.slice(at - offset, to - offset), style });
      at = Math.max(at, to);
    };
    for (let run = runs[next]; run && run.start < end; run = runs[next]) {
      take(run.start, "");
      take(Math.min(run.end, end), run.style);
      if (run.end > end) break;
      next += 1;
    }
    take(end, "");
    offset = end;
    return pieces;
  });
}
