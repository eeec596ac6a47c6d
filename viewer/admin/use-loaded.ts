import { useEffect, useState } from "preact/hooks";
import { messageOf } from "./message-of.ts";

/** Something that is loaded, and loaded again by `reload`; the last that came stays while the next is on its way. */
export interface Loaded<T> {
  readonly value: T | undefined;
  readonly error: string | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Loads whenever one of `causes` has changed. Of two loads under way the later counts. */
export function useLoaded<T>(load: () => Promise<T>, causes: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "reload">>({
    value: undefined,
    error: undefined,
    isLoading: true,
  });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isCurrent = true;
    setState(({ value }) => ({ value, error: undefined, isLoading: true }));
    load().then(
      (value) => isCurrent && setState({ value, error: undefined, isLoading: false }),
      (error: unknown) =>
        isCurrent && setState(({ value }) => ({ value, error: messageOf(error), isLoading: false })),
    );
    return () => {
      isCurrent = false;
    };
  }, [asked, ...causes]);
  return { ...state, reload: () => setAsked((count) => count + 1) };
}
