import { useMemo, useState } from "preact/hooks";
import { type Limit, slices } from "../model/excerpt.ts";

/** Most text that waits to be found, in characters; it costs memory, though no layout. */
const MOST_FOUND = 2_000_000;
/** Pieces small enough to be laid out at once when something in them is found. */
const PIECE: Limit = { lines: 1000, characters: 64_000 };

/** Text that is not shown yet, and that the browser's search finds all the same: it shows what stands up to there. */
export function HiddenText({ text }: { text: string }) {
  const pieces = useMemo(() => slices(text.slice(0, MOST_FOUND), PIECE), [text]);
  const [shown, setShown] = useState(0);
  return (
    <>
      {pieces.map((piece, index) => (
        <div
          class="rest"
          hidden={index < shown ? undefined : "until-found"}
          {...whenFound(() => setShown(index + 1))}
          key={index}
        >
          {piece}
        </div>
      ))}
    </>
  );
}

/** Preact's types do not know the event yet. */
const whenFound = (onBeforeMatch: () => void) => ({ onBeforeMatch });
