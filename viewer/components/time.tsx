import { useViewerContext } from "./viewer-context.ts";

/** A moment in the reader's own time; `at` in ms since 1970, 0: not known. */
export function Time({ at, hasDate = false }: { at: number; hasDate?: boolean }) {
  const { moments } = useViewerContext();
  if (at === 0 || Number.isNaN(new Date(at).valueOf())) return null;
  return (
    <time dateTime={new Date(at).toISOString()} title={moments.full(at)}>
      {hasDate ? moments.dateTime(at) : moments.time(at)}
    </time>
  );
}
