import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { AccessActions } from "./access.ts";

/** Asks for a share's password. What was wrong stands below, and the field keeps the focus. */
export function PasswordForm({ access }: { access: AccessActions }) {
  const [fieldId, problemId] = [useId(), useId()];
  const field = useRef<HTMLInputElement>(null);
  const { problem, isOpening, open } = useOpen(access);
  useEffect(() => field.current?.focus(), []);
  const submit = async (event: Event) => {
    event.preventDefault();
    await open(field.current?.value);
    field.current?.select();
  };
  return (
    <form class="end-form" onSubmit={submit} aria-busy={isOpening}>
      <label for={fieldId}>Password</label>
      <div class="end-row">
        <input
          id={fieldId}
          ref={field}
          type="password"
          class="end-field"
          autocomplete="off"
          maxLength={200}
          required
          readOnly={isOpening}
          aria-invalid={problem !== undefined}
          aria-describedby={problemId}
        />
        <button type="submit" class="button button-primary" aria-disabled={isOpening}>
          Open
        </button>
      </div>
      <Trouble id={problemId} words={problem} />
    </form>
  );
}

/** Opens a share whose openings are counted, at the word and not before. */
export function OpenButton({ access }: { access: AccessActions }) {
  const { problem, isOpening, open } = useOpen(access);
  return (
    <div class="end-form" aria-busy={isOpening}>
      <div class="end-way">
        <button
          type="button"
          class="button button-primary"
          aria-disabled={isOpening}
          onClick={() => void open()}
        >
          Open
        </button>
      </div>
      <Trouble words={problem} />
    </div>
  );
}

/** Is there before it says something, so that screen readers hear it. */
function Trouble({ id, words }: { id?: string; words: string | undefined }) {
  return (
    <p class="end-trouble" id={id} role="alert">
      {words}
    </p>
  );
}

interface Opening {
  readonly problem: string | undefined;
  readonly isOpening: boolean;
  open(password?: string): Promise<void>;
}

/** Opens once at a time; a second click on a slow line must not use up a second view. */
function useOpen(access: AccessActions): Opening {
  const [problem, setProblem] = useState<string>();
  const [isOpening, setIsOpening] = useState(false);
  const isUnderWay = useRef(false);
  const open = async (password?: string) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setIsOpening(true);
    setProblem(undefined);
    setProblem(await access.open(password));
    isUnderWay.current = false;
    setIsOpening(false);
  };
  return { problem, isOpening, open };
}
