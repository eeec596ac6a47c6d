import { ChoiceLink } from "./choice-link.tsx";
import { Icon } from "./icon.tsx";
import { useDone } from "./use-done.ts";
import type { Action } from "./viewer-host.ts";

/** What one can do with the share. */
export function ActionBar({ actions }: { actions: readonly Action[] }) {
  return (
    <div class="actions">
      {actions.map((action) => (
        <ActionButton action={action} key={action.label} />
      ))}
    </div>
  );
}

function ActionButton({ action }: { action: Action }) {
  const { label, icon, choices, isPrimary, done = label } = action;
  const [isDone, run] = useDone(() => action.run?.());
  const look = isPrimary ? "button button-primary" : "button";
  if (choices) return <ChoiceLink choices={choices} icon={icon} look={look} />;
  return (
    <button
      type="button"
      class={isDone ? `${look} is-done` : look}
      aria-label={label}
      title={label}
      onClick={run}
    >
      <Icon name={icon} />
      <span aria-live="polite">{isDone ? done : label}</span>
    </button>
  );
}
