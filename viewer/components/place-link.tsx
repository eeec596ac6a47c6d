import { Icon } from "./icon.tsx";
import { useDone } from "./use-done.ts";
import { useViewerContext } from "./viewer-context.ts";

/** Copies the link to a place in the session. It shows when somebody is there, by pointer or by keyboard. */
export function PlaceLink({ anchor, what }: { anchor: string; what: string }) {
  const { copyText, linkTo } = useViewerContext();
  const [isDone, run] = useDone(() => copyText(linkTo(anchor)));
  const label = `Copy ${what} link`;
  return (
    <button type="button" class="copy place-link" aria-label={label} title={label} onClick={run}>
      <Icon name="link" />
      <span aria-live="polite">{isDone ? "Copied" : ""}</span>
    </button>
  );
}
