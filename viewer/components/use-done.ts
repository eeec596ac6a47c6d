import { useEffect, useState } from "preact/hooks";

/** How long a button says that it has done its work, ms. */
const SAYS_DONE_MS = 2000;

// biome-ignore lint/suspicious/noConfusingVoidType: most actions answer nothing.
type Outcome = void | boolean;

/** Runs an action, and is true for a moment after it worked; false from the action: it is not done yet. */
export function useDone(action: () => Outcome | Promise<Outcome>): readonly [boolean, () => Promise<void>] {
  const [doneAt, setDoneAt] = useState(0);
  useEffect(() => {
    if (doneAt === 0) return;
    const timer = setTimeout(setDoneAt, SAYS_DONE_MS, 0);
    return () => clearTimeout(timer);
  }, [doneAt]);
  const run = async () => {
    if ((await action()) !== false) setDoneAt(Date.now());
  };
  return [doneAt !== 0, run];
}
