import { useMemo, useState } from "preact/hooks";
import { plural, shortPath } from "../model/format.ts";
import type { PatchFile, PatchLine } from "../model/patch-files.ts";
import { BoundedText } from "./bounded-text.tsx";
import { HiddenText } from "./hidden-text.tsx";
import { useViewerContext } from "./viewer-context.ts";

const FIRST_LINES = 200;
const STEP = 10;
/** As in any diff, so that what is copied can be applied. */
const marks = { added: "+", removed: "-", context: " ", hunk: "", note: "" } as const;

/** What is changed in a file, in colours; long ones in steps. */
export function PatchView({ patch, isAlone }: { patch: PatchFile; isAlone: boolean }) {
  const { lines } = patch;
  const [limit, setLimit] = useState(FIRST_LINES);
  const rest = useMemo(() => asText(lines.slice(limit)), [lines, limit]);
  return (
    <figure class="patch">
      <Caption patch={patch} isAlone={isAlone} />
      {lines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard
        <pre tabIndex={0}>
          {lines.slice(0, limit).map((line, index) => (
            <Line line={line} key={index} />
          ))}
          {rest && <HiddenText text={rest} />}
        </pre>
      )}
      {lines.length > limit && (
        <button type="button" class="more" onClick={() => setLimit(limit * STEP)}>
          {lines.length <= limit * STEP
            ? `Show all (${plural(lines.length, "line")})`
            : `Show more (${(limit * STEP).toLocaleString("en")} of ${plural(lines.length, "line")})`}
        </button>
      )}
    </figure>
  );
}

/** Which file it is, where the call's own line does not say so, and what becomes of it as a whole. */
function Caption({ patch: { file, from, change }, isAlone }: { patch: PatchFile; isAlone: boolean }) {
  const { directory } = useViewerContext();
  if (file === undefined || (isAlone && change === undefined)) return null;
  return (
    <figcaption>
      <bdi>{shortPath(file, directory)}</bdi>
      {change && <span class="tag">{change}</span>}
      {from !== undefined && (
        <span class="muted">
          from <bdi>{shortPath(from, directory)}</bdi>
        </span>
      )}
    </figcaption>
  );
}

function Line({ line }: { line: PatchLine }) {
  return (
    <span class={`line line-${line.kind}`}>
      <span class="mark" aria-hidden="true">
        {marks[line.kind]}
      </span>
      <BoundedText text={`${line.text}\n`} />
    </span>
  );
}

/** Lines as they are found before they are shown in colours. */
const asText = (lines: readonly PatchLine[]) =>
  lines.map(({ kind, text }) => `${marks[kind]}${text}\n`).join("");
