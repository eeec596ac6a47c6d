import { useMemo, useState } from "preact/hooks";
import { countLines, excerpt, type Limit, slices } from "../model/excerpt.ts";
import { plural } from "../model/format.ts";
import { type Run, withRuns } from "../terminal/runs.ts";
import { HiddenText } from "./hidden-text.tsx";

const NO_RUNS: readonly Run[] = [];
/** What is shown at first, and how much more each time a reader asks for it. */
const FIRST: Limit = { lines: 100, characters: 12_000 };
const STEP = 20;
/** Pieces small enough for a browser to lay out only those in view. */
const SLICE: Limit = { lines: 200, characters: 12_000 };

export interface LongTextProps {
  readonly text: string;
  /** What of it has a look of its own, in order. */
  readonly runs?: readonly Run[] | undefined;
  readonly look?: "box" | "prose";
}

/** Plain text of any length: its beginning first, the rest in steps; in a box of its own, or as `prose` on the page. */
export function LongText({ text, runs = NO_RUNS, look = "box" }: LongTextProps) {
  const [scale, setScale] = useState(1);
  const shown = useMemo(() => excerpt(text, scaled(scale)), [text, scale]);
  const shownSlices = useMemo(() => withRuns(slices(shown.text, SLICE), runs), [shown, runs]);
  return (
    <div class={`long-text long-text-${look}`} data-truncated={!shown.isWhole}>
      <div class="text" {...(look === "box" ? { tabIndex: 0 } : {})}>
        <pre>
          {shownSlices.map((pieces, index) => (
            <span class="slice" key={index}>
              {pieces.map(({ text: piece, style }, at) =>
                style === "" ? (
                  piece
                ) : (
                  <span class={style} key={at}>
                    {piece}
                  </span>
                ),
              )}
            </span>
          ))}
        </pre>
        {!shown.isWhole && <HiddenText text={text.slice(shown.text.length)} />}
      </div>
      {!shown.isWhole && (
        <button type="button" class="more" onClick={() => setScale(scale * STEP)}>
          {moreLabel(text, scaled(scale * STEP))}
        </button>
      )}
    </div>
  );
}

function scaled(scale: number): Limit {
  return { lines: FIRST.lines * scale, characters: FIRST.characters * scale };
}

function moreLabel(text: string, next: Limit): string {
  const lines = countLines(text);
  const isManyLines = lines > FIRST.lines;
  const all = isManyLines ? plural(lines, "line") : plural(text.length, "character");
  if (excerpt(text, next).isWhole) return `Show all (${all})`;
  return `Show more (${(isManyLines ? next.lines : next.characters).toLocaleString("en")} of ${all})`;
}
