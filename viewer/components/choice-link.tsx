import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.tsx";
import type { Action, Choice, Choices } from "./viewer-host.ts";

export interface ChoiceLinkProps extends Pick<Action, "icon"> {
  readonly choices: Choices;
  /** The classes of both halves. */
  readonly look: string;
}

/** A link, and a menu beside it of others to take its place. */
export function ChoiceLink({ choices, icon, look }: ChoiceLinkProps) {
  const [chosen, setChosen] = useState(choices.chosen);
  const choose = (choice: Choice) => {
    setChosen(choice);
    choices.onDidChoose(choice);
  };
  return (
    <div class="split">
      <a class={look} href={chosen.href} aria-label={chosen.label} title={chosen.label}>
        <Icon name={icon} />
        <span>{chosen.label}</span>
      </a>
      <Menu choices={choices} chosen={chosen} look={look} onChoose={choose} />
    </div>
  );
}

interface MenuProps extends Omit<ChoiceLinkProps, "icon"> {
  readonly chosen: Choice;
  onChoose(choice: Choice): void;
}

/** Closes when something was taken, by Escape, and when the reader goes elsewhere. */
function Menu({ choices: { label, all }, chosen, look, onChoose }: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  /** The focus does not get lost with what had it. */
  const close = () => {
    setOpen(false);
    menu.current?.querySelector("button")?.focus();
  };
  // Before it is painted: a key that follows at once counts.
  useLayoutEffect(() => {
    if (!isOpen) return;
    const leave = ({ target }: Event) => {
      if (target instanceof Node && !menu.current?.contains(target)) setOpen(false);
    };
    const closeByKey = ({ key }: KeyboardEvent) => {
      if (key === "Escape") close();
    };
    document.addEventListener("pointerdown", leave);
    document.addEventListener("focusin", leave);
    document.addEventListener("keydown", closeByKey);
    return () => {
      document.removeEventListener("pointerdown", leave);
      document.removeEventListener("focusin", leave);
      document.removeEventListener("keydown", closeByKey);
    };
  }, [isOpen]);
  return (
    <div class="choices" ref={menu}>
      <button
        type="button"
        class={look}
        aria-label={label}
        title={label}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="unfold" />
      </button>
      {isOpen && (
        <ul class="choice-list">
          {all.map((choice) => (
            <li key={choice.name}>
              <a
                href={choice.href}
                aria-current={choice === chosen ? "true" : undefined}
                onClick={() => {
                  close();
                  onChoose(choice);
                }}
              >
                {choice.name}
              </a>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
