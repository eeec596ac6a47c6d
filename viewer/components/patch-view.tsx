import { useMemo, useState } from "preact/hooks";
import { plural, shortPath } from "../model/format.ts";
import { type PatchLine, patchLines } from "../model/patch-lines.ts";
import type { FilePatch } from "../model/tool-call.ts";
import { HiddenText } from "./hidden-text.tsx";
import { useViewerContext } from "./viewer-context.ts";

const FIRST_LINES = 200;
const STEP = 10;
const marks = { added: "+", removed: "−", context: " ", hunk: "", note: "" } as const;

/** A unified diff in colours; long ones in steps. */
export function PatchView({ patch: { file, patch }, isAlone }: { patch: FilePatch; isAlone: boolean }) {
  const { directory } = useViewerContext();
  const lines = useMemo(() => patchLines(patch), [patch]);
  const [limit, setLimit] = useState(FIRST_LINES);
  const rest = useMemo(() => asText(lines.slice(limit)), [lines, limit]);
  return (
    <figure class="patch">
      {file && !isAlone && <figcaption>{shortPath(file, directory)}</figcaption>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable with the keyboard */}
      <pre tabIndex={0}>
        {lines.slice(0, limit).map((line, index) => (
          <Line line={line} key={index} />
        ))}
        {rest && <HiddenText text={rest} />}
      </pre>
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

function Line({ line }: { line: PatchLine }) {
  return (
    <span class={`line line-${line.kind}`}>
      <span class="mark" aria-hidden="true">
        {marks[line.kind]}
      </span>
      {`${line.text}\n`}
    </span>
  );
}

/** Lines as they are found before they are shown in colours. */
const asText = (lines: readonly PatchLine[]) =>
  lines.map(({ kind, text }) => `${marks[kind]}${text}\n`).join("");
