import { useEffect, useState } from "preact/hooks";

/** How long a button says that it has done its work, ms. */
const SAYS_DONE_MS = 2000;

/** Runs an action, and is true for a moment after it worked. */
export function useDone(action: () => Promise<void> | void): readonly [boolean, () => Promise<void>] {
  const [doneAt, setDoneAt] = useState(0);
  useEffect(() => {
    if (doneAt === 0) return;
    const timer = setTimeout(setDoneAt, SAYS_DONE_MS, 0);
    return () => clearTimeout(timer);
  }, [doneAt]);
  const run = async () => {
    await action();
    setDoneAt(Date.now());
  };
  return [doneAt !== 0, run];
}
