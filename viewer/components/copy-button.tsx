import { Icon } from "./icon.tsx";
import { useDone } from "./use-done.ts";
import { useViewerContext } from "./viewer-context.ts";

/** Copies a text and says so; `what` names it to screen readers. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const { copyText } = useViewerContext();
  const [isDone, run] = useDone(() => copyText(text));
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={run}>
      <Icon name="copy" />
      <span aria-live="polite">{isDone ? "Copied" : "Copy"}</span>
    </button>
  );
}
