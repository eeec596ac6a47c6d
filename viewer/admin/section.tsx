import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface SectionProps {
  readonly title: string;
  /** Said beside the title. */
  readonly summary?: string | undefined;
  readonly error: string | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
  readonly children: ComponentChildren;
}

/** A part of the page that is loaded by itself, and says what keeps it from that. */
export function Section({ title, summary, error, isLoading, reload, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} aria-busy={isLoading}>
      <div class="section-head">
        <h2 id={id}>{title}</h2>
        {summary !== undefined && <p class="muted">{summary}</p>}
        <button
          type="button"
          class="button"
          onClick={reload}
          aria-label={`Load ${title.toLowerCase()} again`}
        >
          Refresh
        </button>
      </div>
      {error !== undefined && (
        <p class="section-error" role="alert">
          {error}
        </p>
      )}
      {children}
    </section>
  );
}
